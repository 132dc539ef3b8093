"""What quarantine is worth: precision and recall against the glitches that the demo market shows on purpose.

    python benchmarks/quarantine.py [--every 4] [--days 365]

A year of the market's pages is checked every half an hour, as the scheduler would (checks that can only repeat the last one are
left out), and each reading goes through `record_readings`. The market knows which prices were mistakes. Counted are episodes,
not readings: a mistake that lasts two hours is one. A mistake is caught when no reading of it was accepted; a real change is
held back when its first reading had to wait, and late by the time until it was accepted.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="pt-benchmark-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pricetracker.settings")

import django

django.setup()

from django.test.utils import setup_databases, teardown_databases

from catalog.models import Listing, Product, Store
from lib.vocabulary import Availability
from pricing.services import PriceReading, Verdict, record_readings
from sandbox.market import Market, MarketListing, Span

PACE = timedelta(minutes=30)
END = datetime(2026, 6, 1, tzinfo=UTC)


def checks(spans: list[Span], chance: random.Random) -> Iterator[tuple[datetime, Span]]:
    """The times at which a page is looked at: the first two and the last check of each span, every check of a mistake."""
    at = spans[0].start + PACE * chance.random()
    for span in spans:
        first = True
        while at < span.end:
            yield at, span
            left = int((span.end - at) / PACE)
            # in the middle of a long span nothing can happen that its second check did not see
            at += PACE if span.quote.is_glitch or first or left < 2 else PACE * (left - 1)
            first = False


def make_listing(page: MarketListing, store: Store) -> Listing:
    """A listing for the market's page, with a product of its own."""
    product = Product.objects.create(name=page.title[:300], created_at=END, updated_at=END)
    return Listing.objects.create(
        store=store, product=product, canonical_url=f"https://shop.example{page.path}", title=page.title[:300], state="active",
        state_since=END, next_check_at=END, check_interval=PACE, created_at=END,
    )  # fmt: skip


def follow(page: MarketListing, listing: Listing, spans: list[Span], tally: Counter, delays: list[timedelta]) -> None:
    """Record a year of one page and count what became of its mistakes and its real changes."""
    seen = list(checks(spans, random.Random(page.sku)))
    readings = [
        PriceReading(
            listing.pk, at, span.quote.amount_minor, span.quote.currency, Availability(span.quote.availability),
            list_amount=span.quote.list_minor,
        )
        for at, span in seen
    ]  # fmt: skip
    verdicts = [answer.verdict for answer in record_readings(readings)]
    episodes: dict[datetime, list[tuple[datetime, Verdict]]] = {}
    quotes = {span.start: span.quote for span in spans}
    for (at, span), verdict in zip(seen, verdicts, strict=True):
        episodes.setdefault(span.start, []).append((at, verdict))
    for start, outcomes in episodes.items():
        waited = [verdict == Verdict.QUARANTINED for _, verdict in outcomes]
        if quotes[start].is_glitch:
            tally["mistakes"] += 1
            tally["caught"] += all(waited)
            tally["caught at first, believed when it stayed"] += waited[0] and not all(waited)
        else:
            tally["real prices"] += 1
            tally["held back"] += waited[0]
            if waited[0] and not all(waited):
                delays.append(outcomes[waited.index(False)][0] - outcomes[0][0])
            tally["never accepted"] += all(waited)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=4, help="take every n-th page of the market")
    parser.add_argument("--days", type=int, default=365)
    arguments = parser.parse_args()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        market, tally, delays = Market(), Counter(), []
        store = Store.objects.create(name="Shop", slug="shop", created_at=END)
        pages = market.listings()[:: arguments.every]
        for page in pages:
            spans = market.history(page.shop, page.sku, END - timedelta(days=arguments.days), END)
            follow(page, make_listing(page, store), spans, tally, delays)
    finally:
        teardown_databases(databases, verbosity=0)
    print(f"{len(pages)} pages, {arguments.days} days")
    for name, count in tally.items():
        print(f"{name:45} {count:>8}")
    waited = tally["caught"] + tally["caught at first, believed when it stayed"] + tally["held back"]
    first = tally["caught"] + tally["caught at first, believed when it stayed"]
    print(f"{'recall (no reading of the mistake accepted)':45} {tally['caught'] / tally['mistakes']:>8.3f}")
    print(f"{'recall (first reading of the mistake waited)':45} {first / tally['mistakes']:>8.3f}")
    print(f"{'precision (of what waited, mistakes)':45} {first / waited:>8.3f}")
    print(f"{'real prices held back':45} {tally['held back'] / tally['real prices']:>8.5f}")
    if delays:
        print(f"{'... and accepted after (median)':45} {median(delays)!s:>8}")


if __name__ == "__main__":
    main()
