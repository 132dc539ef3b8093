"""One row of every model that the admin knows."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Model
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

from accounts.models import ApiKey, Consent, Preferences
from alerts.models import Notification, PriceAlert, PushSubscription, Watch
from catalog.models import Category, Identifier, ListingAlias, Nutrition, ProductGroup, StoreDomain
from catalog.tests.rows import AT, make_listing
from pricing.models import Offer, PriceChange, PricePoint, ProductSummary
from sales.models import Sale
from scraping.models import Evidence, Recipe, ScrapeAttempt, ScrapeRun
from search.models import SearchDocument, SearchState, SearchToken, SupersededKeys


def one_of_each() -> dict[type[Model], Model]:
    """A row of every model of the admin, each belonging to the others where it can."""
    rows = [*_catalogue(), *_people(), *_schedules()]
    return {type(row): row for row in rows}


def _catalogue() -> list[Model]:
    listing = make_listing()
    product, store = listing.product, listing.store
    user = get_user_model().objects.create(email="watcher@example.com")
    money = {"currency": "EUR", "availability": "in_stock"}
    point = PricePoint.objects.create(
        listing=listing, observed_at=AT, last_seen_at=AT, amount=129900, confidence=90, status="quarantined", **money
    )
    offer = Offer.objects.create(listing=listing, point=point, amount=129900, since=AT, last_seen_at=AT, **money)
    change = PriceChange.objects.create(listing=listing, point=point, new_amount=129900, changed_at=AT, **money)
    alert = PriceAlert.objects.create(
        user=user, product=product, kind="target", target_amount=99900, currency="EUR", channels=["email"], created_at=AT
    )
    run = ScrapeRun.objects.create(store=store, created_at=AT)
    return [
        listing,
        product,
        store,
        product.brand,
        Category.objects.create(name="Protein", slug="protein"),
        ProductGroup.objects.create(name="Whey", brand=product.brand),
        Identifier.objects.create(product=product, scheme="gtin", value="04006381333931", created_at=AT),
        Nutrition.objects.create(product=product, protein_percent=80),
        StoreDomain.objects.create(store=store, host="shop-1.example"),
        ListingAlias.objects.create(listing=listing, url="https://old.example/1", created_at=AT),
        point,
        offer,
        change,
        ProductSummary.objects.create(product=product, currency="EUR", best_offer=offer, refreshed_at=AT),
        Sale.objects.create(store=store, title="Spring", starts_at=AT, created_at=AT),
        Watch.objects.create(user=user, listing=listing, created_at=AT),
        alert,
        Notification.objects.create(
            user=user, alert=alert, change=change, channel="email", key="1", text="Fell.", created_at=AT
        ),
        PushSubscription.objects.create(user=user, endpoint="https://push.example/1", p256dh="p", auth="a", created_at=AT),
        run,
        ScrapeAttempt.objects.create(listing=listing, run=run, started_at=AT, outcome="ok", point=point),
        Evidence.objects.create(
            point=point, url=listing.canonical_url, fetched_at=AT, sha256="0" * 64, size=1, reading={}, parser_version="1"
        ),
        Recipe.objects.create(
            store=store, version=1, selectors={"price": {"kind": "css", "expression": ".price"}}, created_at=AT
        ),
        SearchDocument.objects.create(
            rank=1, product=product, title=" whey ", name_key="whey", created=0, product_stamp=AT, indexed_at=AT
        ),
        SearchToken.objects.create(word="whey", documents=1),
        SupersededKeys.objects.create(product_id=product.pk, generation=1, rank=1, discount=0, replaced_at=AT),
        SearchState.objects.create(generation=1, currency="EUR"),
    ]


def _people() -> list[Model]:
    user = get_user_model().objects.create(email="person@example.com")
    return [
        user,
        Group.objects.create(name="Support"),
        Preferences.objects.create(user=user),
        Consent.objects.create(user=user, kind="marketing", granted=True, recorded_at=AT),
        ApiKey.objects.create(user=user, name="Key", prefix="pt_1", digest="1" * 64, created_at=AT),
    ]


def _schedules() -> list[Model]:
    interval = IntervalSchedule.objects.create(every=15, period="seconds")
    return [
        interval,
        PeriodicTask.objects.create(name="check", task="scraping.tasks.check_due", interval=interval),
        CrontabSchedule.objects.create(minute="0", hour="4"),
        ClockedSchedule.objects.create(clocked_time=datetime(2030, 1, 1, tzinfo=UTC)),
        SolarSchedule.objects.create(event="sunrise", latitude=52.5, longitude=13.4),
    ]
