"""The first page of the admin: what waits, what is broken, and how the checks of the last day ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from alerts.models import Notification
from catalog.models import Listing, Store
from lib.vocabulary import Outcome
from pricetracker.administration import QUARANTINE
from pricing.models import PriceChange, PricePoint
from scraping.models import ScrapeAttempt

#: How far back the checks are counted.
CHECKS_WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts at one instant. `listings` goes by state (merged ones left out), `checks` by outcome of the last 24 hours."""

    listings: dict[str, int]
    due: int
    quarantined: int
    blocked_stores: int
    checks: dict[str, int]
    pending_changes: int
    pending_notifications: int


def overview(at: datetime) -> Overview:
    """The counts at `at` (aware), in seven queries whatever the number of rows."""
    return Overview(
        listings=_counts(Listing.objects.visible(), "state", Listing.State.values),
        due=Listing.objects.due(at).count(),
        quarantined=PricePoint.objects.quarantined().count(),
        blocked_stores=Store.objects.active().filter(blocked_since__isnull=False).count(),
        checks=_counts(ScrapeAttempt.objects.filter(started_at__gt=at - CHECKS_WINDOW, started_at__lte=at), "outcome", Outcome),
        pending_changes=PriceChange.objects.pending().count(),
        pending_notifications=Notification.objects.pending(at).count(),
    )


def _counts(queryset, field: str, words) -> dict[str, int]:
    """How many rows have each of the words in `field`, in one query; all words, in their order."""
    found = dict(queryset.order_by().values_list(field).annotate(Count("pk")))
    return {str(word): found.get(str(word), 0) for word in words}


def dashboard(request: HttpRequest, context: dict[str, object]) -> dict[str, object]:
    """The context of `templates/admin/index.html` (`UNFOLD["DASHBOARD_CALLBACK"]`)."""
    found = overview(timezone.now())
    listings, points, stores = _lists("catalog_listing", "pricing_pricepoint", "catalog_store")
    checks, changes, letters = _lists("scraping_scrapeattempt", "pricing_pricechange", "alerts_notification")
    total = sum(found.checks.values())
    return context | {
        "cards": [
            ("Due now", found.due, "checks that wait for a worker", listings),
            ("Quarantined", found.quarantined, "prices that wait for a second look", f"{points}?{QUARANTINE}"),
            ("Blocked shops", found.blocked_stores, "refuse every request", f"{stores}?blocked_since__isempty=0"),
            ("News to tell", found.pending_changes, "price changes not announced yet", f"{changes}?announced_at__isempty=1"),
            (
                "Letters to send",
                found.pending_notifications,
                "notifications due now",
                f"{letters}?sent_at__isempty=1&failed_at__isempty=1",
            ),
        ],
        "listing_states": [
            (Listing.State(state).label, count, f"{listings}?state__exact={state}") for state, count in found.listings.items()
        ],
        "check_outcomes": [
            (word.replace("_", " ").capitalize(), count, round(100 * count / total), f"{checks}?outcome__exact={word}")
            for word, count in found.checks.items()
            if count
        ],
    }


def _lists(*names: str) -> list[str]:
    """The addresses of the admin's lists of these models."""
    return [reverse(f"admin:{name}_changelist") for name in names]
