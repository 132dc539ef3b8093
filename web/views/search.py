"""Finding products: words, filters, and counts that lead on."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.queries import names_of
from pricing.queries import product_cards
from search.queries import Facet, SearchPage, search_products
from web.comparison import chosen_products
from web.filters import SearchFilters
from web.paging import Pager


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that results can be narrowed down to: what the address says, what people read, how many products have it."""

    value: str
    label: str
    products: int


@dataclass(frozen=True, slots=True)
class FacetView:
    """The choices of one filter. `chosen` is the label of the one that is set already; empty for none."""

    parameter: str
    title: str
    chosen: str
    choices: tuple[Choice, ...]


@require_safe
@cache_control(private=True, no_cache=True)
def search(request: HttpRequest) -> HttpResponse:
    """`GET /search`: products that match `q` and the filters, with what they can be narrowed down to.

    422 where a part of the address could not be understood: it is named, and the results are those without it. At most five
    statements, six with a price.
    """
    filters = SearchFilters(request.GET)
    page = search_products(filters.query())
    basket = chosen_products([filters.text("compare")])
    shown = set(page.product_ids)
    return render(
        request,
        "web/search.html",
        {
            "filters": filters,
            "page": page,
            "cards": product_cards(page.product_ids),
            "pager": Pager(filters.number, page.total, page.next_cursor is not None, page.is_exact),
            "facets": _facets(filters, page),
            "basket": basket.keys,
            "kept": [key for key in basket.keys if key not in shown],
        },
        status=filters.status,
    )


def _facets(filters: SearchFilters, page: SearchPage) -> list[FacetView]:
    """What the results can be narrowed down to. One statement."""
    counts = {facet: page.facets.get(facet, ()) for facet in (Facet.BRAND, Facet.CATEGORY, Facet.RETAILER)}
    slugs = {
        facet: {count.value for count in counts[facet]} | {filters.text(facet.value)} - {""}
        for facet in (Facet.CATEGORY, Facet.RETAILER)
    }
    stores, categories = names_of(stores=slugs[Facet.RETAILER], categories=slugs[Facet.CATEGORY])
    # a brand may be named by its slug; its only count then has the name
    brand = filters.text("brand")
    brands = {brand: counts[Facet.BRAND][0].value} if brand and len(counts[Facet.BRAND]) == 1 else {}

    def facet_view(facet: Facet, title: str, names: Mapping[str, str]) -> FacetView:
        value = filters.text(facet.value)
        choices = tuple(Choice(count.value, names.get(count.value, count.value), count.products) for count in counts[facet])
        return FacetView(facet.value, title, names.get(value, value), choices)

    return [
        facet_view(Facet.BRAND, "Brand", brands),
        facet_view(Facet.CATEGORY, "Category", categories),
        facet_view(Facet.RETAILER, "Shop", stores),
    ]
