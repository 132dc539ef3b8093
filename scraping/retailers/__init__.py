"""The shops that are known by name: which hosts are theirs, and which addresses are one product.

Pure: no Django, no network. `canonicalise` is the one door; a shop that is not known here is tracked all the same, by its
normalised URL.
"""

from scraping.retailers.base import CanonicalUrl, Market, Retailer
from scraping.retailers.registry import RETAILERS, canonicalise, known_retailer

__all__ = ["RETAILERS", "CanonicalUrl", "Market", "Retailer", "canonicalise", "known_retailer"]
