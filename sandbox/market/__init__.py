"""A deterministic synthetic market with known truth: products, shops, listings, and what each costs at any time."""

from sandbox.market.listings import MarketListing
from sandbox.market.market import HIGHEST_AMOUNT, Market
from sandbox.market.products import CATEGORIES, MarketProduct, Nutrition
from sandbox.market.quotes import Quote, Span
from sandbox.market.sales import SaleEvent
from sandbox.market.shops import Shop

__all__ = [
    "CATEGORIES",
    "HIGHEST_AMOUNT",
    "Market",
    "MarketListing",
    "MarketProduct",
    "Nutrition",
    "Quote",
    "SaleEvent",
    "Shop",
    "Span",
]
