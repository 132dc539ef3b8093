"""What a search engine has to do for us: five methods. Documents and stamps stay in the database, whoever finds the words."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from search.contract import IndexEntry, SearchPage, SearchQuery


class SearchBackend(Protocol):
    """An engine. `index` and `delete` are called inside the transaction that writes the rows of `SearchDocument`."""

    def index(self, entries: Sequence[IndexEntry]) -> None:
        """Make these documents findable. Their rows are written, and of none of these ranks are there words yet."""

    def delete(self, product_ids: Iterable[int]) -> None:
        """Forget these products, rows and words."""

    def search(self, query: SearchQuery) -> SearchPage:
        """The results. At most three round trips."""

    def complete(self, text: str, limit: int) -> tuple[str, ...]:
        """`text` with its last word finished, most frequent first; at most `limit` of them. One round trip."""

    def rebuild(self, fill: Iterable[None]) -> None:
        """Begin from nothing, draw `fill` to its end, which indexes every product, and set the index in order."""
