"""Writing the index: what is pending, everything, and from nothing."""

from search.services.indexing import index_pending, index_products, index_stale
from search.services.rebuilding import rebuild, refresh_all
from search.services.vocabulary import count_tokens

__all__ = ["count_tokens", "index_pending", "index_products", "index_stale", "rebuild", "refresh_all"]
