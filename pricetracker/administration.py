"""The admin site: its security policy and its sidebar. What it shows of each model stands in the `admin` of the model's app."""

from collections.abc import Callable
from dataclasses import dataclass

from csp.decorators import csp
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.sites import UnfoldAdminSite


class AdministrationConfig(AdminConfig):
    """Django's admin with our site as `django.contrib.admin.site`."""

    default = False
    default_site = "pricetracker.administration.AdministrationSite"


class AdministrationSite(UnfoldAdminSite):
    """Unfold's admin under a policy of its own: what it needs more than the site's pages is allowed nowhere else."""

    index_title = "Dashboard"

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """`view` for staff only, answered under the admin's content security policy."""
        return csp(settings.ADMIN_CONTENT_SECURITY_POLICY)(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The sign-in page, the one page of the admin that anybody may see, under the same policy."""
        return csp(settings.ADMIN_CONTENT_SECURITY_POLICY)(super().login)(request, extra_context)


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the sidebar: to the list of a model ("app.model"), filtered by a query where one is given."""

    title: str
    icon: str
    model: str
    query: str = ""

    @property
    def url(self) -> str:
        """Where the link leads."""
        address = reverse(f"admin:{self.model.replace('.', '_')}_changelist")
        return f"{address}?{self.query}" if self.query else address

    def is_allowed(self, request: HttpRequest) -> bool:
        """Whether the person may see the list."""
        app, _, name = self.model.partition(".")
        return request.user.has_perm(f"{app}.view_{name}") or request.user.has_perm(f"{app}.change_{name}")

    def is_current(self, request: HttpRequest) -> bool:
        """Whether the page that is shown belongs to this link."""
        path, _, query = self.url.partition("?")
        return request.path.startswith(path) and (query in request.GET.urlencode() if query else not _is_quarantine(request))


#: The filter of the price points that wait for a person.
QUARANTINE = "status__exact=quarantined"


def _is_quarantine(request: HttpRequest) -> bool:
    return QUARANTINE in request.GET.urlencode()


NAVIGATION: dict[str, tuple[Entry, ...]] = {
    "Catalogue": (
        Entry("Listings", "link", "catalog.listing"),
        Entry("Products", "inventory_2", "catalog.product"),
        Entry("Shops", "storefront", "catalog.store"),
        Entry("Brands", "sell", "catalog.brand"),
        Entry("Categories", "account_tree", "catalog.category"),
        Entry("Product groups", "category", "catalog.productgroup"),
        Entry("Identifiers", "barcode", "catalog.identifier"),
        Entry("Nutrition", "nutrition", "catalog.nutrition"),
        Entry("Shop addresses", "dns", "catalog.storedomain"),
        Entry("Listing aliases", "alt_route", "catalog.listingalias"),
    ),
    "Prices": (
        Entry("Quarantine", "gpp_maybe", "pricing.pricepoint", QUARANTINE),
        Entry("Current offers", "price_check", "pricing.offer"),
        Entry("Price history", "timeline", "pricing.pricepoint"),
        Entry("Changes", "trending_down", "pricing.pricechange"),
        Entry("Summaries", "functions", "pricing.productsummary"),
    ),
    "Scraping": (
        Entry("Checks", "checklist", "scraping.scrapeattempt"),
        Entry("Runs", "play_circle", "scraping.scraperun"),
        Entry("Evidence", "receipt_long", "scraping.evidence"),
        Entry("Recipes", "menu_book", "scraping.recipe"),
    ),
    "Search": (
        Entry("Search documents", "search", "search.searchdocument"),
        Entry("Vocabulary", "spellcheck", "search.searchtoken"),
        Entry("Superseded keys", "history", "search.supersededkeys"),
        Entry("State of the index", "database", "search.searchstate"),
    ),
    "Alerts": (
        Entry("Alert rules", "notifications_active", "alerts.pricealert"),
        Entry("Watches", "visibility", "alerts.watch"),
        Entry("Notifications", "mail", "alerts.notification"),
        Entry("Push subscriptions", "phonelink_ring", "alerts.pushsubscription"),
    ),
    "Sales": (Entry("Sale events", "local_offer", "sales.sale"),),
    "People": (
        Entry("Users", "person", "accounts.user"),
        Entry("Groups", "group", "auth.group"),
        Entry("API keys", "key", "accounts.apikey"),
        Entry("Preferences", "tune", "accounts.preferences"),
        Entry("Consents", "handshake", "accounts.consent"),
    ),
    "Schedules": (
        Entry("Periodic tasks", "schedule", "django_celery_beat.periodictask"),
        Entry("Intervals", "timelapse", "django_celery_beat.intervalschedule"),
        Entry("Crontabs", "calendar_month", "django_celery_beat.crontabschedule"),
        Entry("Clocked", "alarm", "django_celery_beat.clockedschedule"),
        Entry("Solar", "wb_sunny", "django_celery_beat.solarschedule"),
    ),
}


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The sidebar in unfold's form: the groups and links that the person may use (`UNFOLD["SIDEBAR"]["navigation"]`)."""
    groups: list[dict[str, object]] = [{"items": [{"title": "Dashboard", "icon": "dashboard", "link": reverse("admin:index")}]}]
    for title, entries in NAVIGATION.items():
        items = [
            {"title": entry.title, "icon": entry.icon, "link": entry.url, "active": entry.is_current(request)}
            for entry in entries
            if entry.is_allowed(request)
        ]
        if items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups
