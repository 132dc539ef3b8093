"""The document behind the chart, and the table beside it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lib.vocabulary import Availability
from pricing.queries import ProductView, Series, Span
from web.charts import chart_document
from web.history import SHOWN, change_table

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def _span(start: float, end: float, amount: int | None) -> Span:
    return Span(NOON + start * DAY, NOON + end * DAY, amount, None, Availability.IN_STOCK)


def _view(*series: Series) -> ProductView:
    return ProductView(product=None, offers=(), series=series, since=NOON, until=NOON + 365 * DAY)


def _steps(*spans: Span) -> list[tuple[float, int | None]]:
    line = chart_document(_view(Series(1, "Kirana", "JPY", spans)))["series"][0]
    return [((time - NOON.timestamp()) / 86400, amount) for time, amount in zip(line["times"], line["amounts"], strict=True)]


def test_a_price_holds_until_its_last_look():
    assert _steps(_span(0, 2, 500), _span(2.5, 4, 400)) == [(0, 500), (2.5, 400), (4, 400)]


def test_a_long_silence_is_a_gap():
    assert _steps(_span(0, 2, 500), _span(9, 9, 400)) == [(0, 500), (2, None), (9, 400)]


def test_a_price_from_before_the_window_starts_with_the_window():
    assert _steps(_span(-30, 2, 500)) == [(0, 500), (2, 500)]


def test_a_time_without_a_price_is_a_gap():
    assert _steps(_span(0, 1, 500), _span(1, 2, None), _span(2, 3, 450)) == [(0, 500), (1, None), (2, 450), (3, 450)]


def test_a_yen_has_no_decimals():
    assert chart_document(_view(Series(1, "Kirana", "JPY", (_span(0, 1, 500),))))["series"][0]["digits"] == 0


def test_the_table_compares_a_price_with_the_same_shop_s_last_known_one():
    kirana = Series(1, "Kirana", "INR", (_span(0, 1, 500), _span(1, 2, None), _span(2, 3, 450)))
    basar = Series(2, "Basar", "INR", (_span(1.5, 3, 900),))
    table = change_table(_view(kirana, basar))
    assert [(row.row.store_name, row.row.span.amount, row.old_amount) for row in table.rows] == [
        ("Kirana", 450, 500),
        ("Basar", 900, None),
        ("Kirana", None, 500),
        ("Kirana", 500, None),
    ]


def test_a_new_struck_price_alone_is_no_line_of_the_table():
    spans = (_span(0, 1, 500), replace(_span(1, 2, 500), list_amount=900), _span(2, 3, 450))
    table = change_table(_view(Series(1, "Kirana", "INR", spans)))
    assert ([(row.row.span, row.old_amount) for row in table.rows], table.total) == ([(spans[2], 500), (spans[0], None)], 2)


def test_a_long_history_shows_its_newest_lines_and_counts_them_all():
    spans = tuple(_span(day, day + 1, 500 + day % 2) for day in range(SHOWN + 10))
    table = change_table(_view(Series(1, "Kirana", "INR", spans)))
    assert (len(table.rows), table.total, table.rows[0].row.span) == (SHOWN, SHOWN + 10, spans[-1])
