"""A product: what each shop asks for it now, and what it asked before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from pricing.queries import product_view
from web.charts import chart_document
from web.history import change_table
from web.queries import watching


@require_safe
@cache_control(private=True, no_cache=True)
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    """`GET /products/<prod_id>`: prices by shop, best first, with the history of the last 365 days."""
    context = _context(product_id)
    return render(request, "web/product.html", context | {"watching": watching(request.user, product_id)})


@require_safe
@cache_control(private=True, no_cache=True)
def live(request: HttpRequest, product_id: int) -> HttpResponse:
    """`GET /products/<prod_id>/live`: the parts of that page that follow the shops, for a page that is open already."""
    return render(request, "web/_product_live.html", _context(product_id))


def _context(product_id: int) -> dict:
    at = timezone.now()
    view = product_view(product_id, until=at)
    if view is None:
        raise Http404
    return {
        "view": view,
        "product": view.product,
        "best": next((row for row in view.offers if row.is_best), None),
        "picture": view.product.image_url or next((url for row in view.offers if (url := row.listing.image_url)), ""),
        "chart": chart_document(view),
        "changes": change_table(view),
        "at": at,
    }
