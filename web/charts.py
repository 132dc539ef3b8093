"""The history of a product as the chart script wants it."""

from datetime import datetime, timedelta

from lib.money import minor_digits
from pricing.queries import ProductView, Series

#: A price that nobody has confirmed for longer than this is not drawn on to the next one.
LONGEST_GAP = timedelta(days=3)


def chart_document(view: ProductView) -> dict:
    """The document behind the chart: times in Unix seconds, amounts in minor units, null where no price is known.

    Each amount holds until the next entry of its series, as on a step line. Series come in the order of the shops' table.
    """
    order = {row.listing.pk: place for place, row in enumerate(view.offers)}
    lines = sorted(view.series, key=lambda line: order.get(line.listing_id, len(order)))
    return {"until": _seconds(view.until), "series": [_series(line, view.since) for line in lines]}


def _series(line: Series, since: datetime) -> dict:
    steps: list[tuple[int, int | None]] = []
    previous = None
    for span in line.spans:
        if previous is not None and span.observed_at - previous.last_seen_at > LONGEST_GAP:
            steps.append((_seconds(previous.last_seen_at), None))
        steps.append((_seconds(max(span.observed_at, since)), span.amount))
        previous = span
    if previous is not None and _seconds(previous.last_seen_at) > steps[-1][0]:
        steps.append((_seconds(previous.last_seen_at), previous.amount))
    return {
        "id": line.listing_id,
        "name": line.store_name,
        "currency": line.currency,
        "digits": minor_digits(line.currency),
        "times": [time for time, _ in steps],
        "amounts": [amount for _, amount in steps],
    }


def _seconds(time: datetime) -> int:
    return int(time.timestamp())
