"""The index from nothing."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import F

from catalog.models import Product
from search.backends import get_backend
from search.models import SearchDocument
from search.services.indexing import BATCH, index_products, index_stale
from search.services.vocabulary import count_tokens


def rebuild(*, at: datetime) -> int:
    """Empty the index and fill it, the most popular products first, stamped `at`; answers how many documents there are.

    A batch is in memory at a time. Results are few until it is done.
    """
    get_backend().rebuild(_fill(at))
    return _finish(at)


def refresh_all(*, at: datetime) -> int:
    """Write every document again where it stands, stamped `at`; answers how many there are. Searches go on meanwhile.

    Finds what stamps no product: renamed brands, categories and shops.
    """
    for _ in _fill(at):
        pass
    return _finish(at)


def _finish(at: datetime) -> int:
    count_tokens()
    index_stale(at=at)
    return SearchDocument.objects.count()


def _fill(at: datetime) -> Iterator[None]:
    """Index every product, a batch for each item drawn."""
    popular_first = Product.objects.order_by(F("summary__offer_count").desc(nulls_last=True), "pk")
    product_ids = popular_first.values_list("pk", flat=True).iterator(chunk_size=BATCH)
    while batch := list(islice(product_ids, BATCH)):
        index_products(product_ids=batch, at=at)
        yield
