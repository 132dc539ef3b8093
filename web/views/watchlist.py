"""What a person watches, and the news about it. Every view works on the rows of whoever is signed in, and on no others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alerts import queries, services
from lib.errors import NotFound
from web.queries import watching


@require_safe
@never_cache
@login_required
def watchlist(request: HttpRequest) -> HttpResponse:
    """`GET /watchlist`: what the person watches with its price now, and the news since they last looked."""
    context = {
        "rows": queries.watchlist(request.user),
        "news": queries.inbox(request.user),
        "unread": queries.unread_count(request.user),
        "at": timezone.now(),
    }
    return render(request, "web/watchlist.html", context)


@require_POST
def watch(request: HttpRequest, product_id: int) -> HttpResponse:
    """`POST /products/<prod_id>/watch`: follow the product in every shop. A visitor is asked to sign in first."""
    back = reverse("web:product", args=[product_id])
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    try:
        services.watch_product(user=request.user, product_id=product_id, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    messages.success(request, "You watch this product now. News of its prices appear in your watchlist.")
    return redirect(back)


@require_POST
def unwatch(request: HttpRequest, product_id: int) -> HttpResponse:
    """`POST /products/<prod_id>/unwatch`: stop following the product, and the single pages of it that were pasted."""
    back = reverse("web:product", args=[product_id])
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    services.unwatch_product(user=request.user, product_id=product_id)
    for listing_id in watching(request.user, product_id).listing_ids:
        services.unwatch_listing(user=request.user, listing_id=listing_id)
    messages.success(request, "You don't watch this product any more.")
    return redirect("web:watchlist" if request.POST.get("from") == "watchlist" else back)


@require_POST
def unwatch_listing(request: HttpRequest, listing_id: int) -> HttpResponse:
    """`POST /listings/<id>/unwatch`: take one page in one shop off the watchlist."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("web:watchlist"))
    if services.unwatch_listing(user=request.user, listing_id=listing_id):
        messages.success(request, "Removed from your watchlist.")
    return redirect("web:watchlist")


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """`POST /watchlist/read`: the news have been seen."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("web:watchlist"))
    services.mark_read(user=request.user, at=timezone.now())
    return redirect("web:watchlist")
