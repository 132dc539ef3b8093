"""The price history of a product, for readers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, Subquery

from catalog.models import Product
from lib.windows import Window
from pricing.analytics.history import Figures, HistoryPoint, Interval, Moment, figures, moments
from pricing.models import Offer, PricePoint


@dataclass(frozen=True, slots=True)
class ProductHistory:
    """What a product cost in `window`: rows, newest first, and numbers; minor units of `currency`.

    `stores` maps the listings of the rows to the slugs of their shops. `version` changes with the prices it was made from and
    is otherwise the same for the whole hour; `changed_at` is the newest of them, None where there is none.
    """

    product: Product
    currency: str
    window: Window
    moments: list[Moment]
    figures: Figures
    stores: dict[int, str]
    version: tuple
    changed_at: datetime | None


def price_history(product_id: int, *, at: datetime, days: int, interval: Interval, store: str = "") -> ProductHistory | None:
    """The history of the `days` before `at` (aware UTC), in one shop (slug) or the best price of all. Three statements.

    None for an id that nobody has. The window ends at the full hour, or at the newest price after it: so the answer is the same
    until a price changes or the hour is over.
    """
    product = Product.objects.select_related("summary").filter(pk=product_id).first()
    if product is None:
        return None
    since = at - timedelta(days=days, hours=1)
    in_force = PricePoint.objects.accepted().filter(listing=OuterRef("listing"), observed_at__lte=since)
    offers = Offer.objects.comparable().filter(listing__product=product_id)
    if store:
        offers = offers.filter(listing__store__slug=store)
    first = Subquery(in_force.order_by("-observed_at").values("pk")[:1])
    listings = list(offers.annotate(first=first).values_list("listing_id", "listing__store__slug", "currency", "first"))
    points = _points(listings, since, at)
    currency = _currency(product, listings, store)
    own = [point for point in points if point.currency == currency]
    newest = max((point.observed_at for point in own), default=None)
    until = at.replace(minute=0, second=0, microsecond=0)
    window = Window.last(days, max(until, newest) if newest else until)
    return ProductHistory(
        product=product,
        currency=currency,
        window=window,
        moments=moments(own, window, interval),
        figures=figures(own, currency, window),
        stores={listing_id: slug for listing_id, slug, *_ in listings},
        version=(window.end, tuple((point.listing_id, point.observed_at, point.amount) for point in own)),
        changed_at=newest,
    )


def _points(listings: list[tuple], since: datetime, until: datetime) -> list[HistoryPoint]:
    """The accepted points after `since`, and of each listing the one that was in force then."""
    reach = Q(observed_at__gt=since, observed_at__lte=until) | Q(pk__in=[first for *_, first in listings if first])
    rows = PricePoint.objects.accepted().filter(reach, listing__in=[listing_id for listing_id, *_ in listings])
    fields = ("listing_id", "observed_at", "amount", "list_amount", "currency", "availability")
    return [HistoryPoint(*row) for row in rows.order_by("listing_id", "observed_at").values_list(*fields)]


def _currency(product: Product, listings: list[tuple], store: str) -> str:
    """The currency that is shown: the one shop's own, else the one in which the product is compared."""
    if store and listings:
        return listings[0][2]
    summary = getattr(product, "summary", None)
    return summary.currency if summary else ""
