"""Bringing documents up to date: each batch is one transaction, and one batch is written at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet

from catalog.models import Product
from search.backends import get_backend
from search.models import SearchDocument, SearchState, SupersededKeys
from search.querysets import pending_products, recently_pending
from search.services.documents import Composed, compose_documents
from search.services.vocabulary import move_tokens

#: Products in one transaction.
BATCH = 500
#: How far back the quick sweep looks for stamps; what lies further back is left to `index_stale`.
RECENT = timedelta(minutes=15)
#: For how long a walk over pages sees the prices it began with.
WALK = timedelta(hours=1)

_FIELDS = [field.name for field in SearchDocument._meta.concrete_fields if not field.primary_key]
#: What `SupersededKeys` remembers of a document.
_KEYS = ("rank", "currency", "price", "discount")


def index_pending(*, at: datetime) -> int:
    """Index the products whose rows were stamped within `RECENT` before `at` (or after it) and not indexed since; how many.

    Ends at once, with 0, where another process is writing the index: that one goes on until nothing is left. An empty index is
    filled from the beginning.
    """
    if not SearchDocument.objects.exists():
        return index_stale(at=at)
    return sum(_drain(pending, at) for pending in recently_pending(at - RECENT))


def index_stale(*, at: datetime) -> int:
    """Index every product that is behind, whenever it was stamped; answers how many.

    Compares all rows. Also forgets the keys that no walk needs any more, and looks which currency is the main one.
    """
    count = _drain(pending_products(), at)
    SupersededKeys.objects.filter(replaced_at__lt=at - WALK).delete()
    _settle_currency()
    return count


def index_products(*, product_ids: Sequence[int], at: datetime) -> int:
    """Write the documents of these products, stamped `at`; answers how many exist. Waits for its turn."""
    count = 0
    for start in range(0, len(product_ids), BATCH):
        with transaction.atomic():
            state = SearchState.objects.select_for_update().get_or_create(pk=1)[0]
            count += _write(product_ids[start : start + BATCH], state, at)
    return count


def _drain(pending: QuerySet[Product], at: datetime) -> int:
    """Index what is pending, a batch a transaction, until nothing is left or somebody else is at it."""
    SearchState.objects.get_or_create(pk=1)
    total, last = 0, 0
    while batch := _take(pending.filter(pk__gt=last), at):
        total, last = total + len(batch), batch[-1]
    if total and not SearchState.objects.exclude(currency="").exists():
        _settle_currency()
    return total


@transaction.atomic
def _take(pending: QuerySet[Product], at: datetime) -> list[int]:
    """Index the next batch; answers the keys of its products, in order."""
    state = SearchState.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if state is None:
        return []
    batch = list(pending.order_by("pk").values_list("pk", flat=True)[:BATCH])
    _write(batch, state, at)
    return batch


def _settle_currency() -> None:
    """Note the currency that most priced documents have; the first by code of two alike."""
    priced = SearchDocument.objects.exclude(price=None).values("currency").annotate(documents=Count("pk"))
    most = priced.order_by("-documents", "currency").first()
    SearchState.objects.filter(pk=1).update(currency=most["currency"] if most else "")


def _write(product_ids: Sequence[int], state: SearchState, at: datetime) -> int:
    """Write the documents of these products; answers how many exist.

    In the caller's transaction, whose lock on `state` makes generations follow commits.
    """
    if not product_ids:
        return 0
    composed = compose_documents(product_ids, at)
    stored = {row.product_id: row for row in SearchDocument.objects.filter(product__in=product_ids)}
    rewritten = [c for c in composed if _is_rewritten(stored.get(c.row.product_id), c)]
    state.generation += 1
    _remember(composed, stored, state.generation, at)
    get_backend().delete([c.row.product_id for c in rewritten if c.row.product_id in stored])
    SearchDocument.objects.bulk_create(
        [c.row for c in composed], update_conflicts=True, unique_fields=["rank"], update_fields=_FIELDS
    )
    get_backend().index([c.entry for c in rewritten])
    move_tokens(
        old=[stored[c.row.product_id].title for c in rewritten if c.row.product_id in stored],
        new=[c.row.title for c in rewritten],
    )
    state.save(update_fields=["generation"])
    return len(composed)


def _is_rewritten(stored: SearchDocument | None, composed: Composed) -> bool:
    """Whether the words are to be written: a price alone leaves them as they are."""
    row = composed.row
    return stored is None or (stored.rank, stored.words_digest) != (row.rank, row.words_digest)


def _remember(composed: Sequence[Composed], stored: dict[int, SearchDocument], generation: int, at: datetime) -> None:
    """Keep the sort keys that this batch replaces, for walks that have begun."""
    SupersededKeys.objects.bulk_create(
        SupersededKeys(
            product_id=old.product_id,
            generation=generation,
            replaced_at=at,
            **{name: getattr(old, name) for name in _KEYS},
        )
        for c in composed
        if (old := stored.get(c.row.product_id)) and any(getattr(old, name) != getattr(c.row, name) for name in _KEYS)
    )
