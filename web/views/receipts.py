"""Why a price was believed: its receipt, for anybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.models import Listing
from scraping.queries import Receipt, newest_receipt, progress_of, receipt_of


@require_safe
@cache_control(private=True, no_cache=True)
def why(request: HttpRequest, listing_id: int) -> HttpResponse:
    """`GET /listings/<id>/why`: how the newest accepted price was read; `?point=<id>` for another price of the listing.

    A price that was moved to another listing, because both were one page, is shown there.
    """
    point_id = _point_id(request)
    receipt = newest_receipt(listing_id) if point_id is None else receipt_of(point_id)
    if receipt is None and point_id is not None:
        raise Http404
    if receipt is None:
        return _without_price(request, listing_id)
    if receipt.point.listing_id != listing_id:
        return _moved(listing_id, receipt)
    return render(request, "web/receipt.html", {"receipt": receipt, "listing": receipt.point.listing, "at": timezone.now()})


def _point_id(request: HttpRequest) -> int | None:
    text = request.GET.get("point")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Http404
    return int(text)


def _without_price(request: HttpRequest, listing_id: int) -> HttpResponse:
    found = progress_of(listing_id)
    if found is None:
        raise Http404
    if found.listing.pk != listing_id:
        return redirect("web:why", found.listing.pk)
    return render(request, "web/receipt.html", {"receipt": None, "listing": found.listing, "at": timezone.now()})


def _moved(listing_id: int, receipt: Receipt) -> HttpResponse:
    target = receipt.point.listing_id
    if not Listing.objects.filter(pk=listing_id, merged_into=target).exists():
        raise Http404
    return redirect(f"{reverse('web:why', args=[target])}?point={receipt.point.pk}")
