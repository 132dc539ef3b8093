"""Answers about pages: how far a check has come, and why a price was believed."""

from scraping.queries.progress import Progress, Stage, failure_sentence, progress_of, stage_key, status_sentence
from scraping.queries.receipts import Receipt, newest_receipt, receipt_of

__all__ = [
    "Progress",
    "Receipt",
    "Stage",
    "failure_sentence",
    "newest_receipt",
    "progress_of",
    "receipt_of",
    "stage_key",
    "status_sentence",
]
