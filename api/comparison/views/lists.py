"""Lists: brands, shops, popular products, deals."""

from datetime import timedelta
from decimal import Decimal

from rest_framework.request import Request
from rest_framework.response import Response

from alerts.queries import watchers_since
from api.comparison.bodies import brand_row, deal_row, popular_row, retailer_row
from api.comparison.pagination import CURSOR, PAGE, per_page, walk
from api.comparison.parameters import Choice, Number, Parameter, ParameterSet, Whole, filters_applied
from api.comparison.schema import described
from api.comparison.serializers import BrandsAnswer, DealsAnswer, PopularAnswer, RetailersAnswer
from api.comparison.versions import newest
from api.comparison.views.base import ComparisonView
from catalog.models import Brand
from lib.windows import isoformat
from pricing.queries import (
    Deal,
    DealFilter,
    DealSort,
    Ending,
    brand_rows,
    deal_rows,
    deals,
    ordered_deals,
    product_cards,
    retailer_rows,
    widely_offered,
)
from sales.models import Sale

BRANDS = ParameterSet((PAGE, per_page(50, 100), CURSOR))
TIMEFRAMES = {"7d": 7, "30d": 30, "90d": 90}
POPULAR = ParameterSet(
    (
        Parameter(name="category", description="A category, e.g. whey_protein; without it, all."),
        Choice(name="timeframe", words=tuple(TIMEFRAMES), default="30d", description="How far back interest counts."),
        Whole(name="limit", default=20, minimum=1, maximum=50, description="Products to answer with, at most."),
    )
)
DEALS = ParameterSet(
    (
        Number(name="min_discount", default=10, maximum=100, description="Percent below the list price, at least."),
        Parameter(name="retailer", description="Id of a shop."),
        Parameter(name="brand", description="Name or id of a brand, whole, in any case."),
        Choice(
            name="sort",
            words=tuple(DealSort),
            default=DealSort.DISCOUNT_DESC.value,
            description="By price, each currency comes by itself.",
        ),
        PAGE,
        per_page(20, 50),
        CURSOR,
    )
)


class BrandsView(ComparisonView):
    """Brands by name."""

    rate_limit = "brands"
    max_age = 86_400
    parameters = BRANDS

    @described("list_brands", "List brands", BrandsAnswer, BRANDS, tag="directory")
    def get(self, request: Request) -> Response:
        """200 and a page of brands. Four statements."""
        wanted = self.wanted(request)
        brands = Brand.objects.order_by("name", "pk")
        page = walk(
            endpoint="brands",
            path="/v1/brands",
            wanted=wanted,
            total=brands.count(),
            keys=lambda offset, limit: list(brands.values_list("pk", flat=True)[offset : offset + limit]),
        )
        found = Brand.objects.in_bulk(page.keys)
        rows = brand_rows([found[key] for key in page.keys if key in found])
        body = {
            "brands": [brand_row(row) for row in rows],
            "total_count": page.pagination["total_count"],
            "pagination": page.pagination,
        }
        return self.reply(
            request,
            lambda: body,
            name="brands",
            wanted=wanted,
            version=(page.pagination["total_count"], [sorted(row.items()) for row in body["brands"]]),
            modified=newest(*(row.changed_at for row in rows)),
        )


class RetailersView(ComparisonView):
    """The shops that are compared."""

    rate_limit = "retailers"
    max_age = 43_200

    @described("list_retailers", "List retailers", RetailersAnswer, tag="directory")
    def get(self, request: Request) -> Response:
        """200 and the shops. Two statements."""
        wanted = self.wanted(request)
        rows = retailer_rows()
        updated = newest(*(row.checked_at or row.store.created_at for row in rows))
        shops = [retailer_row(row) for row in rows]

        def body() -> dict:
            return {"retailers": shops, "total_count": len(shops), "last_updated": isoformat(updated or self.at)}

        version = ([sorted(shop.items()) for shop in shops], updated)
        return self.reply(request, body, name="retailers", wanted=wanted, version=version, modified=updated)


class PopularView(ComparisonView):
    """What people follow."""

    max_age = 3600
    parameters = POPULAR

    @described(
        "list_popular_products",
        "List popular products",
        PopularAnswer,
        POPULAR,
        description="What people have begun to watch in the timeframe, the most first; then what most shops offer.",
    )
    def get(self, request: Request) -> Response:
        """200 and the products. Three statements."""
        wanted = self.wanted(request)
        since = self.at - timedelta(days=TIMEFRAMES[wanted["timeframe"]])
        watchers = watchers_since(since, category=wanted["category"] or "", limit=wanted["limit"])
        cards = product_cards(widely_offered(limit=wanted["limit"], category=wanted["category"] or "", first=watchers))
        most = max(watchers.values(), default=0)
        updated = newest(*(card.changed_at for card in cards))

        def score(product_id: int) -> Decimal:
            return (Decimal(100 * watchers.get(product_id, 0)) / (most or 1)).quantize(Decimal("0.1"))

        def body() -> dict:
            return {
                "popular_products": [
                    popular_row(card, score(card.product_id), watchers.get(card.product_id, 0)) for card in cards
                ],
                "timeframe": wanted["timeframe"],
                "last_updated": isoformat(updated or self.at),
            }

        version = [(card.product_id, card.changed_at, watchers.get(card.product_id, 0)) for card in cards]
        return self.reply(request, body, name="popular", wanted=wanted, version=version, modified=updated)


class DealsView(ComparisonView):
    """What is reduced now."""

    rate_limit = "deals"
    max_age = 600
    parameters = DEALS

    @described(
        "list_deals",
        "List deals",
        DealsAnswer,
        DEALS,
        description="Offers that can be bought below their list price; `savings_amount` is against that list price.",
    )
    def get(self, request: Request) -> Response:
        """200 and a page of deals. Four statements."""
        wanted = self.wanted(request)
        endings = [Ending(sale.store_id, sale.category_id, sale.ends_at) for sale in Sale.objects.ending(self.at)]
        found = deals(DealFilter(Decimal(wanted["min_discount"]), wanted["retailer"] or "", wanted["brand"] or ""))
        ordered = ordered_deals(found, DealSort(wanted["sort"]), endings)
        page = walk(
            endpoint="deals",
            path="/v1/deals",
            wanted=wanted,
            total=found.count(),
            keys=lambda offset, limit: list(ordered.values_list("pk", flat=True)[offset : offset + limit]),
        )
        rows = [(deal, _ending_of(deal, endings)) for deal in deal_rows(page.keys)]

        def body() -> dict:
            return {
                "deals": [deal_row(deal, ending) for deal, ending in rows],
                "pagination": page.pagination,
                "filters_applied": filters_applied(wanted),
            }

        version = (page.pagination["total_count"], [(d.listing_id, d.changed_at, d.last_seen_at, ending) for d, ending in rows])
        modified = newest(*(newest(deal.changed_at, deal.last_seen_at) for deal, _ in rows))
        return self.reply(request, body, name="deals", wanted=wanted, version=version, modified=modified)


def _ending_of(deal: Deal, endings: list[Ending]) -> Ending | None:
    """The next end of a sale that the deal belongs to, `endings` in their order."""
    own = (e for e in endings if e.store_id == deal.store_id and e.category_id in (None, deal.category_id))
    return next(own, None)
