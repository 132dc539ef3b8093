"""The words of all titles with their numbers of documents, kept with every batch, and counted anew now and then."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from search.models import SearchDocument, SearchState, SearchToken

_BATCH = 1000


def move_tokens(*, old: Iterable[str], new: Iterable[str]) -> None:
    """Count the words of the `new` titles in, and those of the `old` ones out. In the caller's transaction."""
    change = Counter()
    for titles, step in ((old, -1), (new, 1)):
        for title in titles:
            for word in set(title.split()):
                change[word] += step
    words = sorted(word for word, step in change.items() if step)
    for start in range(0, len(words), _BATCH):
        _move(words[start : start + _BATCH], change)


def _move(words: list[str], change: Counter[str]) -> None:
    known = dict(SearchToken.objects.filter(word__in=words).values_list("word", "documents"))
    counts = {word: max(0, known.get(word, 0) + change[word]) for word in words}
    SearchToken.objects.filter(word__in=[word for word, documents in counts.items() if not documents]).delete()
    SearchToken.objects.bulk_create(
        [SearchToken(word=word, documents=documents) for word, documents in counts.items() if documents],
        update_conflicts=True,
        unique_fields=["word"],
        update_fields=["documents"],
    )


@transaction.atomic
def count_tokens() -> int:
    """Count the words of all titles anew; answers how many there are. Holds the vocabulary in memory, not the titles.

    Deleted products take their documents along without a word: until this ran, their words count on.
    """
    SearchState.objects.select_for_update().get_or_create(pk=1)
    counts = Counter()
    for title in SearchDocument.objects.values_list("title", flat=True).iterator(chunk_size=_BATCH):
        counts.update(set(title.split()))
    SearchToken.objects.all().delete()
    rows = (SearchToken(word=word, documents=documents) for word, documents in sorted(counts.items()))
    SearchToken.objects.bulk_create(rows, batch_size=_BATCH)
    return len(counts)
