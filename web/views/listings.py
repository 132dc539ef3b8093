"""A page in a shop, from the moment its link was pasted until its first price is there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.services import request_checks
from scraping.queries import Progress, progress_of
from scraping.tasks import hint_checks
from web.stages import product_address, stage_rows
from web.throttling import limited


@require_safe
@never_cache
def listing(request: HttpRequest, listing_id: int) -> HttpResponse:
    """`GET /listings/<id>`: how far the first reading is; once there is a product, on to its page."""
    progress_now = _progress_or_404(listing_id)
    if address := product_address(progress_now):
        return redirect(address)
    return render(request, "web/listing.html", _context(progress_now))


@require_safe
@never_cache
def progress(request: HttpRequest, listing_id: int) -> HttpResponse:
    """`GET /listings/<id>/progress`: the fragment of that page that changes; `data-next` on it says where to go when done."""
    return render(request, "web/_progress.html", _context(_progress_or_404(listing_id)))


@require_POST
@limited("track")
def check(request: HttpRequest, listing_id: int) -> HttpResponse:
    """`POST /listings/<id>/check`: look at the page again now. A script gets 202 (409: checks are paused), a form its page."""
    progress_now = _progress_or_404(listing_id)
    queued = request_checks(listing_ids=[listing_id], at=timezone.now())
    if queued:
        hint_checks([listing_id])
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=202 if queued else 409)
    store = progress_now.listing.store.name
    messages.info(request, f"{store} is being checked now." if queued else f"Checks of this page at {store} are paused.")
    return redirect("web:listing", listing_id)


def _progress_or_404(listing_id: int) -> Progress:
    found = progress_of(listing_id)
    if found is None:
        raise Http404
    return found


def _context(progress_now: Progress) -> dict:
    return {
        "progress": progress_now,
        "listing": progress_now.listing,
        "stages": stage_rows(progress_now),
        "next": product_address(progress_now),
    }
