"""Querysets of search: which documents are behind their product."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from catalog.models import Product
from pricing.models import ProductSummary


def pending_products() -> QuerySet[Product]:
    """Products without a document, or whose own or whose prices' stamp differs from what their document has seen.

    Two stamps, and unequal rather than newer: a reading is stamped with when its page was fetched, so it may be recorded after,
    and yet be older than, an edit that is indexed already.
    """
    product, summary = "search_document__product_stamp", "search_document__summary_stamp"
    differs = Q()
    for stamp, source in ((product, "updated_at"), (summary, "summary__refreshed_at")):
        differs |= Q(**{f"{stamp}__lt": F(source)}) | Q(**{f"{stamp}__gt": F(source)})
    unseen = Q(**{f"{summary}__isnull": True, "summary__isnull": False})
    return Product.objects.filter(Q(search_document=None) | differs | unseen)


def recently_pending(since: datetime) -> list[QuerySet[Product]]:
    """The pending products that were edited, and those whose prices moved, since `since`.

    Each begins with a range of an index: as a condition beside the others, SQLite would rather read all products in order.
    """
    edited = Product.objects.filter(updated_at__gte=since)
    priced = ProductSummary.objects.filter(refreshed_at__gte=since)
    return [pending_products().filter(pk__in=rows.values("pk")) for rows in (edited, priced)]
