"""Searching products."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.comparison.bodies import product_row
from api.comparison.pagination import CURSOR, PAGE, per_page
from api.comparison.parameters import Choice, Flag, Number, Parameter, ParameterSet, Words, filters_applied
from api.comparison.schema import described
from api.comparison.searching import search_pagination, search_query
from api.comparison.serializers import SearchAnswer
from api.comparison.versions import newest
from api.comparison.views.base import ComparisonView
from lib.money import CURRENCIES
from pricing.queries import product_cards
from search.queries import Facet, SearchPage, Sort, search_products

SEARCH = ParameterSet(
    (
        Parameter(name="q", required=True, max_length=200, description="What is searched: words, or the beginning of one."),
        Parameter(name="brand", description="Name or id of a brand, whole, in any case."),
        Parameter(name="flavor", description="Words, or beginnings of words, of the flavour."),
        Parameter(name="category", description="A category, with everything below it, e.g. whey_protein."),
        Number(name="min_price", description="Best price from, in major units of `currency`."),
        Number(name="max_price", description="Best price up to, in major units of `currency`."),
        Choice(
            name="currency",
            words=tuple(sorted(CURRENCIES)),
            description="ISO 4217 code of the prices that are compared; without it, the main currency of the catalogue.",
        ),
        Number(name="min_protein", maximum=10_000, description="Grams of protein a serving, from."),
        Number(name="max_protein", maximum=10_000, description="Grams of protein a serving, up to."),
        Flag(name="in_stock", description="Only what can be bought now, or only what cannot."),
        Words(name="retailers", description="Ids of shops with commas between; what any of them offers."),
        Choice(name="sort", words=tuple(Sort), default=Sort.RELEVANCE.value, description="The order of the results."),
        PAGE,
        per_page(20, 100),
        CURSOR,
    ),
    ranges=(("min_price", "max_price"), ("min_protein", "max_protein")),
)


class SearchView(ComparisonView):
    """Find products."""

    rate_limit = "search"
    max_age = 3600
    parameters = SEARCH

    @described(
        "search_products",
        "Search products",
        SearchAnswer,
        SEARCH,
        description="By relevance, with typing mistakes forgiven, filters, orders and counts of what was found.",
    )
    def get(self, request: Request) -> Response:
        """200 and a page of products."""
        wanted = self.wanted(request)
        page = search_products(search_query(wanted))
        cards = product_cards(page.product_ids)
        counts = {facet.value: [(count.value, count.products) for count in page.facets.get(facet, ())] for facet in Facet}
        pagination = search_pagination(wanted, page, "/v1/products/search")

        def body() -> dict:
            return {
                "products": [product_row(card) for card in cards],
                **{name: pagination[name] for name in ("total_count", "page", "per_page", "total_pages")},
                "total_is_exact": page.is_exact,
                "pagination": pagination,
                "facets": {name: [{"value": value, "count": n} for value, n in rows] for name, rows in counts.items()},
                "filters_applied": _filters(wanted, page),
                "corrected_query": page.corrected,
                "cache_info": self.cache_info("search", wanted),
                "meta": self.meta(),
            }

        version = ([(card.product_id, card.changed_at) for card in cards], page.total, page.corrected, sorted(counts.items()))
        modified = newest(*(card.changed_at for card in cards))
        return self.reply(request, body, name="search", wanted=wanted, version=version, modified=modified)


def _filters(wanted: dict, page: SearchPage) -> dict:
    """What was searched by; the query under its documented name."""
    applied = filters_applied(wanted, without=("q",))
    return {"query": wanted["q"], **applied, **({"currency": page.currency} if page.currency else {})}
