"""`manage.py replay`: read stored pages with today's parser, and say what would change."""

import json
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.models import Listing, Store
from scraping.services import Finding, Replayed, ReplayReport, replay_evidence

_WORDS = {
    Finding.SAME: "read the same",
    Finding.CONFIDENCE: "the same price, with another confidence",
    Finding.CHANGED: "would be corrected with --apply",
    Finding.CORRECTED: "corrected",
    Finding.DOUBTFUL: "differ, and want a person",
    Finding.UNREADABLE: "not readable any more; left as they are",
    Finding.NO_PAGE: "without a stored page",
    Finding.DAMAGED: "with a damaged page, not used",
}


class Command(BaseCommand):
    """A dry run, unless `--apply` is given."""

    help = (
        "Read the stored pages behind recorded prices with today's parser and report what would change. Nothing is written "
        "without --apply, which corrects accepted prices whose new reading leaves no doubt; the old ones stay beside the "
        "history, and nobody is told. With --json, one document: {applied, parser_version, counts, points}; each point has "
        "point_id, listing_id, url, observed_at, finding, old and new {price, list_price, currency, availability, confidence, "
        "problem}, reason, new_point_id; points that read the same are only counted."
    )

    def add_arguments(self, parser):
        """[--store SLUG] [--listing ID] [--since DATE] [--limit N] [--json] [--apply]."""
        parser.add_argument("--store", metavar="SLUG", help="pages of one shop only")
        parser.add_argument("--listing", type=int, metavar="ID", help="pages of one listing only")
        parser.add_argument("--since", type=_date, metavar="DATE", help="prices that began on this day (UTC) or later")
        parser.add_argument("--limit", type=_count, metavar="N", help="at most the newest N prices")
        parser.add_argument("--json", action="store_true", help="the report as JSON")
        parser.add_argument("--apply", action="store_true", help="write what is safe")

    def handle(self, *args, store, listing, since, limit, apply, **options):
        """Print the report. Raises CommandError for a shop or listing that nobody has."""
        if store is not None and not Store.objects.filter(slug=store).exists():
            raise CommandError(f"There is no shop {store!r}.")
        if listing is not None and not Listing.objects.filter(pk=listing).exists():
            raise CommandError(f"There is no listing {listing}.")
        report = replay_evidence(at=timezone.now(), store_slug=store, listing_id=listing, since=since, limit=limit, apply=apply)
        if options["json"]:
            self.stdout.write(json.dumps({"applied": apply, **report.as_dict()}, ensure_ascii=False, indent=2))
        else:
            self._print(report)

    def _print(self, report: ReplayReport) -> None:
        for point in report.points:
            self.stdout.write(_line(point))
        self.stdout.write(f"{sum(report.counts.values())} prices read again with parser {report.parser_version}:")
        for finding, words in _WORDS.items():
            if count := report.counts.get(finding):
                self.stdout.write(f"{count:8} {words}")


def _line(point: Replayed) -> str:
    head = f"{point.finding.value:<10} point {point.point_id}, {point.observed_at:%Y-%m-%d %H:%M}Z  {point.url}"
    changes = []
    if point.new is not None:
        for name in ("price", "list_price", "currency", "availability", "confidence", "problem"):
            old, new = getattr(point.old, name), getattr(point.new, name)
            if old != new:
                changes.append(f"{name} {old or '-'} -> {new or '-'}")
    tail = [", ".join(changes), point.reason, f"now point {point.new_point_id}" if point.new_point_id else ""]
    return head + "".join(f"\n{'':11}{words}" for words in tail if words)


def _date(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)


def _count(text: str) -> int:
    if (count := int(text)) < 1:
        raise ValueError
    return count
