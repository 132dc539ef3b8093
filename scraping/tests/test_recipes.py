"""Recipes as rows: versions, what the next check makes of them, and what is counted on them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction

from accounts.services import register_user
from alerts.services import announce_pending
from catalog.models import Listing, Store
from catalog.tests.rows import make_listing, make_store
from lib.errors import Invalid, NotFound
from lib.vocabulary import Outcome
from pricing.models import PricePoint
from scraping.extraction import Reading, RecipeUse
from scraping.fetching import Page
from scraping.models import Evidence, Recipe
from scraping.services import activate_recipe, check_listings, deactivate_recipe, replay_evidence, save_recipe
from scraping.services.outcomes import Check
from scraping.services.recipes import active_recipes, note_uses
from scraping.tests.conftest import NOON, PAGE
from tests.shop_server import Answer

pytestmark = pytest.mark.django_db

PRICE = {"price": {"kind": "css", "expression": ".deal"}}
#: Machines are told 129.00, shoppers pay 99.00: the ladder picks the wrong one.
MISLEADING = """<!doctype html><html lang="en"><head><title>Iron pot | Pots</title>
<script type="application/ld+json">{"@type": "Product", "name": "Iron pot", "sku": "IP-26",
"offers": {"price": "129.00", "priceCurrency": "EUR", "availability": "https://schema.org/InStock"}}</script></head>
<body><h1>Iron pot</h1><b class="deal">Today 99,00 €</b></body></html>"""
HOUR = timedelta(hours=1)


@pytest.fixture
def store(db) -> Store:
    return make_store()


@pytest.fixture
def editor(db):
    return register_user(email="editor@example.com", password="correct horse battery", at=NOON)


def save(store: Store, selectors: dict = PRICE, **more) -> Recipe:
    return save_recipe(store=store, selectors=selectors, **{"at": NOON, "user": None} | more)


def states(store: Store) -> list[tuple[int, bool]]:
    return list(store.recipes.order_by("version").values_list("version", "is_active"))


def log() -> list[tuple[str, str]]:
    return [(str(entry.get_edited_object()), entry.change_message) for entry in LogEntry.objects.order_by("pk")]


def test_saving_makes_the_next_version_and_activates_it(store, editor):
    first = save(store, locale="de-CH", currency="chf", note="Their sale", user=editor)
    second = save(store, {"price": {"kind": "xpath", "expression": "//b"}}, user=editor, at=NOON + HOUR)

    assert states(store) == [(1, False), (2, True)]
    assert (first.selectors, first.locale, first.currency, first.note) == (PRICE, "de_CH", "CHF", "Their sale")
    assert (first.created_at, first.created_by, second.created_at) == (NOON, editor, NOON + HOUR)
    assert log() == [
        ("Shop 1, recipe version 1", "Added and activated."),
        ("Shop 1, recipe version 1", "Deactivated: version 2 took its place."),
        ("Shop 1, recipe version 2", "Added and activated."),
    ]
    assert {entry.action_time for entry in LogEntry.objects.all()} == {NOON, NOON + HOUR}


def test_versions_are_counted_for_each_shop(store):
    save(store)

    assert (save(make_store(2)).version, save(store).version) == (1, 2)


def test_earlier_version_can_be_activated_again(store, editor):
    first = save(store)
    save(store)

    assert activate_recipe(recipe_id=first.pk, at=NOON, user=editor).is_active
    assert states(store) == [(1, True), (2, False)]
    assert log() == [
        ("Shop 1, recipe version 2", "Deactivated: version 1 took its place."),
        ("Shop 1, recipe version 1", "Activated."),
    ]


def test_activating_the_active_version_changes_nothing(store, editor):
    recipe = save(store)

    activate_recipe(recipe_id=recipe.pk, at=NOON, user=editor)

    assert (states(store), log()) == ([(1, True)], [])


def test_deactivated_recipe_leaves_the_shop_to_the_ladder(store, editor):
    recipe = save(store)

    for _ in range(2):
        assert not deactivate_recipe(recipe_id=recipe.pk, at=NOON, user=editor).is_active

    assert (states(store), active_recipes([store.pk])) == ([(1, False)], {})
    assert log() == [("Shop 1, recipe version 1", "Deactivated: the shop's pages are read without a recipe.")]


@pytest.mark.parametrize("decide", [activate_recipe, deactivate_recipe])
def test_unknown_recipe_is_not_found(decide):
    with pytest.raises(NotFound):
        decide(recipe_id=1, at=NOON, user=None)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"selectors": {"price": {"kind": "css", "expression": "b >"}}}, "selectors.price"),
        ({"selectors": {"cost": {"kind": "css", "expression": "b"}}}, "selectors.cost"),
        ({"locale": "klingon"}, "locale"),
        ({"currency": "EURO"}, "currency"),
    ],
)
def test_recipe_that_cannot_be_followed_is_refused_and_nothing_is_written(store, more, field):
    save(store)

    with pytest.raises(Invalid) as error:
        save_recipe(**{"store": store, "selectors": PRICE, "at": NOON, "user": None} | more)

    assert (error.value.field, states(store)) == (field, [(1, True)])


@pytest.mark.parametrize("fields", [{"version": 1, "is_active": False}, {"version": 2, "is_active": True}])
def test_database_keeps_versions_apart_and_one_of_them_active(store, fields):
    save(store)

    with pytest.raises(IntegrityError), transaction.atomic():
        Recipe.objects.create(store=store, selectors=PRICE, created_at=NOON, **fields)


@pytest.mark.parametrize("stores", [1, 3])
def test_active_recipes_of_many_stores_are_one_query(django_assert_num_queries, stores):
    recipes = [save(make_store(number), currency="EUR") for number in range(stores)]

    with django_assert_num_queries(1):
        found = active_recipes([recipe.store_id for recipe in recipes])

    assert found == {recipe.store_id: recipe.rules() for recipe in recipes}


def test_recipe_that_is_not_accepted_any_more_is_left_out_and_logged(store, caplog):
    recipe = save(store)
    Recipe.objects.update(selectors={"price": {"kind": "css", "expression": "b >"}})

    assert active_recipes([store.pk]) == {}
    assert f"Recipe {recipe.pk} is not used: selectors.price" in caplog.text
    deactivate_recipe(recipe_id=recipe.pk, at=NOON, user=None)
    with pytest.raises(Invalid):
        activate_recipe(recipe_id=recipe.pk, at=NOON, user=None)


# -- the stream


def visit(shop, listing: Listing, body: str, *, hours: float, **answer) -> None:
    """The shop shows `body`, and the listing is checked, `hours` after noon."""
    at = NOON + hours * HOUR
    shop.answers[PAGE] = Answer(body, **answer)
    Listing.objects.filter(pk=listing.pk).update(next_check_at=at)
    check_listings(listing_ids=[listing.pk], at=at)


def prices(listing: Listing) -> list[tuple]:
    return list(PricePoint.objects.filter(listing=listing).order_by("pk").values_list("amount", "status", "source"))


def test_wrong_price_is_right_from_the_next_check_on_with_a_receipt_that_names_the_recipe(shop, listing):
    visit(shop, listing, MISLEADING, hours=0)
    save(listing.store, {"title": {"kind": "css", "expression": "h1"}})
    save(listing.store, PRICE | {"sku": {"kind": "css", "expression": ".sku"}})

    visit(shop, listing, MISLEADING, hours=1)

    assert prices(listing) == [(12900, "accepted", "json-ld"), (9900, "accepted", "recipe")]
    receipts = Evidence.objects.order_by("pk")
    assert receipts[0].reading["recipe"] is None
    assert receipts[1].reading["recipe"] == {
        "version": 2,
        "missed": ["sku"],
        "notes": ["without the recipe the price would be 129.00 EUR"],
    }
    assert receipts[1].reading["path"] == "recipe version 2, css: .deal"
    assert [(one["amount"], one["source"], one["won"], one["reason"]) for one in receipts[1].reading["candidates"]] == [
        ("99.00", "recipe", True, "the shop's recipe says where the price is"),
        ("129.00", "json-ld", False, "the shop's recipe says otherwise"),
    ]


def test_page_that_has_not_been_modified_is_read_anew_after_a_recipe(shop, listing):
    visit(shop, listing, MISLEADING, hours=0, headers={"ETag": '"v1"'})
    recipe = save(listing.store)

    visit(shop, listing, MISLEADING, hours=1, headers={"ETag": '"v1"'})
    assert [amount for amount, *_ in prices(listing)] == [12900, 9900]

    deactivate_recipe(recipe_id=recipe.pk, at=NOON, user=None)
    visit(shop, listing, MISLEADING, hours=2, headers={"ETag": '"v1"'})
    assert [amount for amount, *_ in prices(listing)] == [12900, 9900, 12900]


def test_recorded_price_is_corrected_by_replaying_with_the_recipe(shop, listing):
    visit(shop, listing, MISLEADING, hours=0)
    announce_pending(at=NOON, limit=10)
    save(listing.store)

    report = replay_evidence(at=NOON + HOUR, apply=True)

    assert [(line.finding, line.old.price, line.new.price) for line in report.points] == [("corrected", "129.00", "99.00")]
    assert prices(listing)[-1] == (9900, "accepted", "recipe")


def test_recipe_counts_its_pages_and_those_where_it_missed(shop, listing):
    recipe = save(listing.store)
    visit(shop, listing, MISLEADING, hours=0)
    visit(shop, listing, MISLEADING.replace("deal", "offer"), hours=1)
    visit(shop, listing, "not here", hours=2, status=404)

    recipe.refresh_from_db()
    assert (recipe.uses, recipe.misses, recipe.missed_url) == (2, 1, shop.url(PAGE))
    assert NOON + HOUR <= recipe.missed_at < NOON + 1.1 * HOUR
    assert prices(listing)[-1] == (12900, "accepted", "json-ld")


def test_sold_out_product_without_a_price_is_no_miss(shop, listing):
    save(listing.store, PRICE | {"availability": {"kind": "css", "expression": ".stock"}})
    words = "<p>Long words about pots.</p>" * 30
    visit(shop, listing, f"<title>Iron pot</title><h1>Iron pot</h1><p class=stock>Sold out</p>{words}", hours=0)

    assert Recipe.objects.values_list("uses", "misses").get() == (1, 0)


def check_of(number: int, use: RecipeUse | None) -> Check:
    """A finished check of a listing of its own, whose page was read with the recipe of its shop."""
    listing = make_listing(number)
    save(listing.store)
    page = Page(listing.canonical_url, listing.canonical_url, Outcome.OK)
    reading = Reading(page.url, price=Decimal(9), currency="EUR", recipe=use)
    return Check(listing, page, reading, Outcome.OK, "", "", NOON, None)


@pytest.mark.parametrize("shops", [1, 3])
def test_pages_of_many_shops_are_counted_in_one_query(django_assert_num_queries, shops):
    checks = [check_of(number, RecipeUse(1, ("price",))) for number in range(shops)]

    with django_assert_num_queries(1):
        note_uses([*checks, *checks])

    assert list(Recipe.objects.values_list("uses", "misses", "missed_at")) == [(2, 2, NOON)] * shops


def test_pages_read_without_a_recipe_are_not_counted(django_assert_num_queries):
    checks = [check_of(1, None)]

    with django_assert_num_queries(0):
        note_uses(checks)
