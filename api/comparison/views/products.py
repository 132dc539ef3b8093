"""One product: what it is, what it costs, and what it has cost."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.comparison.bodies import best_offers, history_row, history_statistics, price_row, price_stats, product_body
from api.comparison.errors import Refusal
from api.comparison.lookups import product_key, product_not_found
from api.comparison.parameters import Choice, Flag, Parameter, ParameterSet, Whole
from api.comparison.schema import described
from api.comparison.serializers import HistoryAnswer, PricesAnswer, ProductAnswer
from api.comparison.versions import newest
from api.comparison.views.base import ComparisonView
from catalog.models import Product, Store
from lib.windows import isoformat
from pricing.analytics.history import Interval
from pricing.queries import price_board, price_history

PRICES = ParameterSet((Flag(name="include_out_of_stock", default=False, description="Also shops that have none."),))
HISTORY = ParameterSet(
    (
        Parameter(name="retailer_id", description="Only this shop; without it, the best price of all."),
        Whole(name="days", default=30, minimum=1, maximum=365, description="Days of history."),
        Choice(name="interval", words=tuple(Interval), default=Interval.DAILY.value, description="What one row stands for."),
    )
)


class ProductView(ComparisonView):
    """What a product is."""

    rate_limit = "product"
    max_age = 7200

    @described("get_product", "Show a product", ProductAnswer, with_product=True)
    def get(self, request: Request, product_id: str) -> Response:
        """200 and the product. One statement."""
        wanted = self.wanted(request)
        product = Product.objects.with_labels().filter(pk=product_key(product_id)).first()
        if product is None:
            product_not_found(product_id)
        body = product_body(product)  # holds no time but the product's own, so it is its version
        return self.reply(
            request, lambda: body, name=f"product_{product_id}", wanted=wanted, version=body, modified=product.updated_at
        )


class PricesView(ComparisonView):
    """What shops ask for a product."""

    rate_limit = "prices"
    max_age = 300
    parameters = PRICES

    @described(
        "get_prices",
        "Compare prices",
        PricesAnswer,
        PRICES,
        with_product=True,
        description="Cheapest first. Statistics and best offers compare what can be bought in the product's main currency; the "
        "savings of `best_deal` and `best_price` are against the next-cheapest offer.",
    )
    def get(self, request: Request, product_id: str) -> Response:
        """200 and the prices. Two statements."""
        wanted = self.wanted(request)
        board = price_board(product_key(product_id))
        if board is None:
            product_not_found(product_id)
        product = board.product
        shown = [offer for offer in board.offers if wanted["include_out_of_stock"] or offer.is_buyable]
        updated = newest(product.updated_at, *(offer.last_seen_at for offer in board.offers))

        def body() -> dict:
            return {
                "product": {
                    "id": product.public_id,
                    "name": product.name,
                    "brand": product.brand.name if product.brand else "",
                    "flavor": product.flavor,
                },
                "prices": [price_row(offer) for offer in shown],
                "price_stats": price_stats(board),
                **best_offers(board),
                "last_updated": isoformat(newest(*(offer.last_seen_at for offer in board.offers)) or product.updated_at),
                "cache_timestamp": isoformat(self.at),
            }

        stamps = [
            (offer.pk, offer.amount, offer.list_amount, offer.availability, offer.last_seen_at, offer.listing.store.name)
            for offer in board.offers
        ]
        version = (product.updated_at, board.currency, stamps)
        return self.reply(request, body, name=f"prices_{product_id}", wanted=wanted, version=version, modified=updated)


class PriceHistoryView(ComparisonView):
    """What a product has cost."""

    rate_limit = "price-history"
    max_age = 1800
    parameters = HISTORY

    @described(
        "get_price_history",
        "Show the price history",
        HistoryAnswer,
        HISTORY,
        with_product=True,
        description="One row for each hour, day or week (UTC), newest first: the best price at its end. The statistics weigh "
        "each price by how long it held.",
    )
    def get(self, request: Request, product_id: str) -> Response:
        """200 and the history. Three statements; a fourth where a shop is named that has nothing of it."""
        wanted = self.wanted(request)
        interval, store = Interval(wanted["interval"]), wanted["retailer_id"] or ""
        history = price_history(product_key(product_id), at=self.at, days=wanted["days"], interval=interval, store=store)
        if history is None:
            product_not_found(product_id)
        if store and not history.stores and not Store.objects.filter(slug=store).exists():
            raise Refusal(
                404,
                "RETAILER_NOT_FOUND",
                f"Retailer with ID '{store}' not found",
                {"retailer_id": store, "suggestions": ["Use /retailers to find available retailers"]},
            )

        def body() -> dict:
            return {
                "product_id": history.product.public_id,
                "retailer_id": store,
                "currency": history.currency,
                "interval": interval.value,
                "days": wanted["days"],
                "price_history": [history_row(moment, history, interval) for moment in history.moments],
                "statistics": history_statistics(history),
            }

        return self.reply(
            request,
            body,
            name=f"history_{product_id}",
            wanted=wanted,
            version=(history.version, history.currency),
            modified=newest(history.changed_at, history.window.end),
        )
