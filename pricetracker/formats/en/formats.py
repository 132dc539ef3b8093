"""English: instants in ISO 8601 order, with the name of their time zone (UTC unless a page has activated another one)."""

DATETIME_FORMAT = "Y-m-d H:i e"
