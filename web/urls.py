"""The addresses of the pages for shoppers. Each answers with and without its slash; names stand for the one without."""

from collections.abc import Callable

from django.urls import URLPattern, path, register_converter

from web.converters import ProductId
from web.views import accounts, browse, compare, home, listings, products, receipts, search, watchlist

app_name = "web"

register_converter(ProductId, "product")


def _page(route: str, view: Callable, name: str) -> list[URLPattern]:
    """The two spellings of one address."""
    return [path(route, view, name=name), path(f"{route}/", view)]


urlpatterns = [
    path("", home.home, name="home"),
    *_page("track", home.track, "track"),
    *_page("listings/<int:listing_id>", listings.listing, "listing"),
    *_page("listings/<int:listing_id>/progress", listings.progress, "listing-progress"),
    *_page("listings/<int:listing_id>/check", listings.check, "check"),
    *_page("listings/<int:listing_id>/why", receipts.why, "why"),
    *_page("listings/<int:listing_id>/unwatch", watchlist.unwatch_listing, "unwatch-listing"),
    *_page("products/<product:product_id>", products.product, "product"),
    *_page("products/<product:product_id>/live", products.live, "product-live"),
    *_page("products/<product:product_id>/watch", watchlist.watch, "watch"),
    *_page("products/<product:product_id>/unwatch", watchlist.unwatch, "unwatch"),
    *_page("search", search.search, "search"),
    *_page("compare", compare.compare, "compare"),
    *_page("deals", browse.deals, "deals"),
    *_page("popular", browse.popular, "popular"),
    *_page("brands/<slug:slug>", browse.brand, "brand"),
    *_page("shops/<slug:slug>", browse.shop, "shop"),
    *_page("watchlist", watchlist.watchlist, "watchlist"),
    *_page("watchlist/read", watchlist.mark_read, "mark-read"),
    *_page("sign-up", accounts.sign_up, "sign-up"),
    *_page("sign-in", accounts.sign_in, "sign-in"),
    *_page("sign-out", accounts.sign_out, "sign-out"),
]
