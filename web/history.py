"""The table beside the chart."""

from dataclasses import dataclass

from pricing.queries import HistoryRow, ProductView

#: Lines of the table; the chart shows all of them, and the API lists them.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A price that came, and the price in minor units that the shop asked before it; None where that is not known."""

    row: HistoryRow
    old_amount: int | None


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """The newest lines, newest first, and how many there are in all."""

    rows: list[ChangeRow]
    total: int


def change_table(view: ProductView) -> ChangeTable:
    """What changed at the product's shops in the time of `view`, with the step from the price before.

    A span that differs from the one before it in its struck price only is no line of its own.
    """
    latest: dict[tuple[int, str], HistoryRow] = {}
    priced: dict[tuple[int, str], int] = {}
    changes = []
    for row in reversed(view.rows()):
        line = (row.listing_id, row.currency)
        before, latest[line] = latest.get(line), row
        if before and (before.span.amount, before.span.availability) == (row.span.amount, row.span.availability):
            continue
        changes.append(ChangeRow(row, priced.get(line)))
        if row.span.amount is not None:
            priced[line] = row.span.amount
    return ChangeTable(changes[::-1][:SHOWN], len(changes))
