"""Finding products. Answers are keys of products in order; doors fetch the rows they show."""

from search.backends import get_backend
from search.contract import Count, Cursor, Facet, SearchPage, SearchQuery, Sort
from search.models import SearchState

__all__ = ["Count", "Cursor", "Facet", "SearchPage", "SearchQuery", "Sort", "complete_text", "main_currency", "search_products"]


def search_products(query: SearchQuery) -> SearchPage:
    """One page of the products that match. At most three statements, two for a search without text."""
    return get_backend().search(query)


def complete_text(text: str, *, limit: int = 10) -> tuple[str, ...]:
    """What `text` may become when its last word is finished, most frequent first; at most `limit`. One statement."""
    return get_backend().complete(text, limit)


def main_currency() -> str:
    """The currency of most of the catalogue, in which prices compare unless another is named; empty for none. One statement."""
    return SearchState.objects.values_list("currency", flat=True).first() or ""
