"""Answers about prices, as frozen dataclasses; each docstring says how many statements it costs."""

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
    "HistoryRow",
    "OfferRow",
    "ProductView",
    "Series",
    "Span",
    "latest_changes",
    "listing_points",
    "product_view",
]
