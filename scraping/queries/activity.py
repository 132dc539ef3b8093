"""How the scraper is doing, for those who run the system."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from catalog.models import Listing
from lib.vocabulary import Outcome
from scraping.models import ScrapeAttempt, ScrapeRun

_GOOD = [outcome.value for outcome in Outcome if outcome.is_success]


@dataclass(frozen=True, slots=True)
class ScraperActivity:
    """`last_check_at` and `next_check_at` None: never, or nothing to check.

    `success_percent` of the checks of 24 hours; 100 without any.
    """

    last_check_at: datetime | None
    next_check_at: datetime | None
    success_percent: float
    active_runs: int


def scraper_activity(at: datetime) -> ScraperActivity:
    """What the scraper has done up to `at`, and will do next. Four statements."""
    day = ScrapeAttempt.objects.filter(started_at__gt=at - timedelta(days=1), started_at__lte=at).order_by()
    counts = day.aggregate(all=Count("pk"), good=Count("pk", filter=Q(outcome__in=_GOOD)))
    due = Listing.objects.filter(state__in=Listing.objects.all().CHECKED_STATES, store__is_active=True).order_by()
    return ScraperActivity(
        last_check_at=ScrapeAttempt.objects.order_by("-started_at").values_list("started_at", flat=True).first(),
        next_check_at=due.aggregate(next=Min("next_check_at"))["next"],
        success_percent=round(100 * counts["good"] / counts["all"], 1) if counts["all"] else 100.0,
        active_runs=ScrapeRun.objects.filter(state=ScrapeRun.State.RUNNING).count(),
    )
