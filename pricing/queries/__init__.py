"""Answers about prices, as frozen dataclasses; each docstring says how many statements it costs."""

from pricing.queries.cards import PriceBoard, ProductCard, price_board, price_boards, product_cards, widely_offered
from pricing.queries.deals import Deal, DealFilter, DealSort, Ending, deal_rows, deals, ordered_deals
from pricing.queries.directory import BrandRow, RetailerRow, brand_rows, retailer_rows
from pricing.queries.history import ProductHistory, price_history
from pricing.queries.pages import (
    HistoryRow,
    OfferRow,
    ProductView,
    Series,
    Span,
    latest_changes,
    listing_points,
    product_view,
)

__all__ = [
    "BrandRow",
    "Deal",
    "DealFilter",
    "DealSort",
    "Ending",
    "HistoryRow",
    "OfferRow",
    "PriceBoard",
    "ProductCard",
    "ProductHistory",
    "ProductView",
    "RetailerRow",
    "Series",
    "Span",
    "brand_rows",
    "deal_rows",
    "deals",
    "latest_changes",
    "listing_points",
    "ordered_deals",
    "price_board",
    "price_boards",
    "price_history",
    "product_cards",
    "product_view",
    "retailer_rows",
    "widely_offered",
]
