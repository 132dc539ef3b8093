"""Lists to look through: deals, what people follow, a brand, a shop."""

from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from alerts.queries import watchers_since
from catalog.models import Brand, Store
from catalog.queries import names_of
from pricing.queries import DealSort, Ending, deal_rows, ordered_deals, product_cards, widely_offered
from pricing.queries import deals as deals_of
from sales.models import Sale
from search.queries import SearchQuery, Sort, search_products
from web.filters import DealFilters, ListFilters, PopularFilters
from web.paging import PAGE_SIZE, Pager


@require_safe
@cache_control(private=True, no_cache=True)
def deals(request: HttpRequest) -> HttpResponse:
    """`GET /deals`: offers below their list price, by default 10 % or more, the largest discount first.

    422 where a filter could not be understood. Three statements; one more for a shop, and one for the order of endings.
    """
    filters, at = DealFilters(request.GET), timezone.now()
    found, endings = deals_of(filters.query()), []
    if filters.order is DealSort.EXPIRES_SOON:
        endings = [Ending(sale.store_id, sale.category_id, sale.ends_at) for sale in Sale.objects.ending(at)]
    total, start = found.count(), (filters.number - 1) * PAGE_SIZE
    keys = list(ordered_deals(found, filters.order, endings).values_list("pk", flat=True)[start : start + PAGE_SIZE])
    retailer = filters.text("retailer")
    stores, _ = names_of(stores=[retailer] if retailer else [])
    context = {
        "filters": filters,
        "least": filters.query().min_discount,
        "deals": deal_rows(keys),
        "pager": Pager(filters.number, total, start + PAGE_SIZE < total),
        "shop": stores.get(retailer, retailer),
        "at": at,
    }
    return render(request, "web/deals.html", context, status=filters.status)


@require_safe
@cache_control(private=True, no_cache=True)
def popular(request: HttpRequest) -> HttpResponse:
    """`GET /popular`: what people have begun to watch, the most first; then what most shops offer.

    422 where a filter could not be understood. Three statements; one more for a category.
    """
    filters = PopularFilters(request.GET)
    category = filters.text("category")
    since = timezone.now() - timedelta(days=filters.days)
    watchers = watchers_since(since, category=category, limit=PAGE_SIZE)
    _, categories = names_of(categories=[category] if category else [])
    context = {
        "filters": filters,
        "cards": product_cards(widely_offered(limit=PAGE_SIZE, category=category, first=watchers)),
        "category": categories.get(category, category),
    }
    return render(request, "web/popular.html", context, status=filters.status)


@require_safe
@cache_control(private=True, no_cache=True)
def brand(request: HttpRequest, slug: str) -> HttpResponse:
    """`GET /brands/<slug>`: the products of a brand; 404 for a slug that nobody has. Four statements."""
    shown = get_object_or_404(Brand, slug=slug)
    return _products(request, "web/brand.html", SearchQuery(brands=(slug,)), brand=shown)


@require_safe
@cache_control(private=True, no_cache=True)
def shop(request: HttpRequest, slug: str) -> HttpResponse:
    """`GET /shops/<slug>`: what a shop offers; 404 for a slug that no shop has that is compared. Four statements."""
    shown = get_object_or_404(Store.objects.active(), slug=slug)
    return _products(request, "web/shop.html", SearchQuery(retailers=(slug,)), store=shown)


def _products(request: HttpRequest, template: str, query: SearchQuery, **context) -> HttpResponse:
    """A page of the products that `query` finds, the popular ones first. Three statements."""
    filters = ListFilters(request.GET)
    start = (filters.number - 1) * PAGE_SIZE
    page = search_products(replace(query, sort=Sort.POPULAR, offset=start, limit=PAGE_SIZE, facets=frozenset()))
    context |= {
        "filters": filters,
        "cards": product_cards(page.product_ids),
        "pager": Pager(filters.number, page.total, page.next_cursor is not None, page.is_exact),
    }
    return render(request, template, context, status=filters.status)
