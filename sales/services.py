"""What can be done with sale events. Each function is one transaction."""

from datetime import datetime

from catalog.models import Category, Store
from lib.errors import Invalid
from sales.models import Sale


def save_sale(
    *,
    store: Store,
    title: str,
    starts_at: datetime,
    ends_at: datetime | None,
    at: datetime,
    category: Category | None = None,
    discount_summary: str = "",
    url: str = "",
    origin: str = Sale.Origin.ENTERED,
) -> Sale:
    """The event `title` of the shop that starts at `starts_at`, made or brought up to date.

    Raises `Invalid` for an event without a title or one that ends before it starts.
    """
    if not title.strip():
        raise Invalid("A sale needs a title.", field="title")
    if ends_at is not None and ends_at <= starts_at:
        raise Invalid("A sale ends after it starts.", field="ends_at")
    fields = {
        "category": category,
        "ends_at": ends_at,
        "discount_summary": discount_summary[:200],
        "url": url,
        "origin": origin,
    }
    return Sale.objects.update_or_create(
        store=store,
        title=title.strip()[:200],
        starts_at=starts_at,
        defaults=fields,
        create_defaults={**fields, "created_at": at},
    )[0]
