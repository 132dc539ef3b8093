"""Recipes in the admin: each save is a version, a try saves nothing, and only who may change recipes may try."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from catalog.models import Listing, Store
from catalog.tests.rows import make_store
from pricing.models import PricePoint
from scraping.models import Evidence, Recipe, ScrapeAttempt
from scraping.services import save_recipe
from scraping.tests.conftest import NOON, PAGE
from scraping.tests.test_recipes import MISLEADING, PRICE, visit
from tests.shop_server import Answer

pytestmark = pytest.mark.django_db

ADD = "/admin/scraping/recipe/add/"
LIST = "/admin/scraping/recipe/"


def page_of(recipe: Recipe) -> str:
    return reverse("admin:scraping_recipe_change", args=[recipe.pk])


def typed(store: Store | None = None, **inputs) -> dict[str, str]:
    """What the form sends: a price by CSS, and the inputs given."""
    shop = {} if store is None else {"store": str(store.pk)}
    return shop | {"price_kind": "css", "price_expression": ".deal", "locale": "", "currency": "", "note": ""} | inputs


def staff(*permissions: str) -> Client:
    """A browser in which somebody of the staff with these permissions is signed in."""
    user = get_user_model().objects.create(email="staff@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="scraping", codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def compared(answer) -> dict[str, tuple]:
    """The rows of the comparison on the page, those that differ."""
    return {name: (followed, plain) for name, followed, plain in answer.context["tried"]["compared"] if followed != plain}


def test_saving_a_new_recipe_makes_version_one(admin_client):
    store = make_store()

    inputs = typed(
        store, sku_kind="xpath", sku_expression="//b/@id", list_price_kind="jsonpath", list_price_expression="$.was",
        list_price_in_minor_units="on", title_kind="css", title_expression="meta", title_attribute="content", locale="de-CH",
        currency="chf", note="Their sale",
    )  # fmt: skip
    answer = admin_client.post(ADD, inputs)

    recipe = Recipe.objects.get()
    assert answer.url == page_of(recipe)
    assert (recipe.version, recipe.is_active, recipe.locale, recipe.currency, recipe.note) == (
        1,
        True,
        "de_CH",
        "CHF",
        "Their sale",
    )
    assert recipe.selectors == PRICE | {
        "list_price": {"kind": "jsonpath", "expression": "$.was", "in_minor_units": True},
        "title": {"kind": "css", "expression": "meta", "attribute": "content"},
        "sku": {"kind": "xpath", "expression": "//b/@id"},
    }
    assert recipe.created_by.email == "admin@example.com"


def test_editing_makes_the_next_version_and_leaves_the_old_one_as_it_was(admin_client):
    first = save_recipe(store=make_store(), selectors=PRICE, at=NOON, user=None)
    form = admin_client.get(page_of(first)).context["adminform"].form
    assert (form["price_kind"].value(), form["price_expression"].value()) == ("css", ".deal")

    answer = admin_client.post(page_of(first), typed(price_expression=".offer"), follow=True)

    assert list(Recipe.objects.order_by("version").values_list("version", "is_active", "selectors__price__expression")) == [
        (1, False, ".deal"),
        (2, True, ".offer"),
    ]
    assert "Saved as version 2, which is active now." in answer.text
    assert answer.redirect_chain == [(page_of(Recipe.objects.get(version=2)), 302)]


def test_decisions_stand_in_the_history_of_each_row(admin_client):
    first = save_recipe(store=make_store(), selectors=PRICE, at=NOON, user=None)
    admin_client.post(page_of(first), typed())
    admin_client.post(LIST, {"action": "activate", "_selected_action": [first.pk]})
    admin_client.post(LIST, {"action": "deactivate", "_selected_action": [first.pk]})

    history = admin_client.get(reverse("admin:scraping_recipe_history", args=[first.pk])).context["action_list"]
    assert [entry.change_message for entry in history] == [
        "Deactivated: version 2 took its place.",
        "Activated.",
        "Deactivated: the shop's pages are read without a recipe.",
    ]
    assert not Recipe.objects.filter(is_active=True).exists()


@pytest.mark.parametrize(
    ("inputs", "name", "words"),
    [
        ({"price_expression": "b >"}, "price_expression", "no CSS selector"),
        ({"price_expression": ""}, "price_expression", "say where the price stands"),
        ({"sku_kind": "xpath", "sku_expression": "//a//b"}, "sku_expression", "Use // once"),
        ({"price_kind": "regex"}, "price_kind", "valid choice"),
        ({"locale": "klingon"}, "locale", "is no locale"),
        ({"currency": "ZZZ"}, "currency", "is no currency"),
    ],
)
@pytest.mark.parametrize("button", ["_save", "_try"])
def test_error_stands_beside_its_input(admin_client, inputs, name, words, button):
    answer = admin_client.post(ADD, typed(make_store(), **inputs) | {button: "1"})

    errors = answer.context["adminform"].form.errors
    assert list(errors) == [name]
    assert words in errors[name][0]
    assert not Recipe.objects.exists()


def test_trying_an_address_shows_both_readings_and_saves_nothing(admin_client, shop):
    shop.answers[PAGE] = Answer(MISLEADING)
    store = make_store()

    answer = admin_client.post(ADD, typed(store, try_url=shop.url(PAGE), _try="1"))

    differing = compared(answer)
    assert differing["price"] == ("99.00", "129.00")
    assert differing["path"] == ("recipe version 1, css: .deal", "$[0].offers.price")
    assert "Without the recipe the price would be 129.00 EUR" in answer.text
    assert "the shop&#x27;s recipe says otherwise" in answer.text
    assert [row["won"] for row in answer.context["tried"]["candidates"]] == [True, False]
    assert answer.context["adminform"].form["price_expression"].value() == ".deal"
    written = (Recipe, Evidence, ScrapeAttempt, PricePoint, Listing)
    assert [model.objects.count() for model in written] == [0] * 5
    assert Store.objects.get().next_fetch_at == store.next_fetch_at


def test_trying_a_stored_page_shows_both_readings(admin_client, shop, listing):
    visit(shop, listing, MISLEADING, hours=0)
    recipe = save_recipe(store=listing.store, selectors=PRICE, at=NOON, user=None)
    requests = len(shop.requests)
    offered = admin_client.get(page_of(recipe)).context["adminform"].form.fields["try_receipt"]
    assert [label for _, label in offered.choices][1:] == ["Iron pot, 2026-03-01 12:00 UTC"]

    receipt = str(Evidence.objects.get().pk)
    answer = admin_client.post(page_of(recipe), typed(price_expression=".gone", try_receipt=receipt, _try="1"))

    assert answer.context["tried"]["missed"] == ("price",)
    assert compared(answer) == {}
    assert "Not found by the recipe:</strong> price" in answer.text
    assert (len(shop.requests), Recipe.objects.get().selectors) == (requests, PRICE)


def test_stored_pages_of_other_shops_cannot_be_chosen(admin_client, shop, listing):
    visit(shop, listing, MISLEADING, hours=0)

    answer = admin_client.post(ADD, typed(make_store(2), try_receipt=str(Evidence.objects.get().pk), _try="1"))

    assert list(answer.context["adminform"].form.errors) == ["try_receipt"]


def test_stored_pages_of_the_chosen_shop_are_listed_after_the_first_try(admin_client, shop, listing):
    visit(shop, listing, MISLEADING, hours=0)

    form = admin_client.post(ADD, typed(listing.store, _try="1")).context["adminform"].form

    assert form.errors["try_url"] == ["Give the address of a product page, or choose a stored one."]
    assert len(form.fields["try_receipt"].choices) == 2


def test_page_that_is_not_kept_any_more_says_so(admin_client, shop, listing):
    visit(shop, listing, MISLEADING, hours=0)
    evidence = Evidence.objects.get()
    Evidence.objects.update(file="00/missing.html.gz")

    answer = admin_client.post(ADD, typed(listing.store, try_receipt=str(evidence.pk), _try="1"))

    assert "The file of the page is missing." in answer.text


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://10.0.0.1/p", "not a public address"),
        ("http://127.0.0.1:1/p", "Port 1"),
        ("ftp://shop.example/p", "http"),
        ("nonsense", "address"),
    ],
)
def test_address_that_may_not_be_fetched_is_refused(admin_client, url, words):
    answer = admin_client.post(ADD, typed(make_store(), try_url=url, _try="1"))

    tried, errors = answer.context["tried"], answer.context["adminform"].form.errors.get("try_url", [""])
    assert words in (tried["failure"] if tried else errors[0])


def test_page_that_the_shop_refuses_is_a_failure_in_words(admin_client, shop):
    shop.answers[PAGE] = Answer("no", 403)

    answer = admin_client.post(ADD, typed(make_store(), try_url=shop.url(PAGE), _try="1"))

    assert "The shop turned the request away (status 403)." in answer.text


def test_what_a_tried_page_said_is_never_rendered_as_html(admin_client, shop):
    attack = "&lt;script&gt;alert(1)&lt;/script&gt;"
    shop.answers[PAGE] = Answer(MISLEADING.replace("Today 99,00 €", f"{attack} 99,00 €"))

    answer = admin_client.post(ADD, typed(make_store(), try_url=shop.url(PAGE), _try="1"))

    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_try_page_keeps_the_policy_of_the_admin(admin_client, settings):
    answer = admin_client.post(ADD, typed(make_store(), _try="1"))

    assert "script-src 'self' 'unsafe-eval'" in answer["Content-Security-Policy"]
    assert "<script>" not in answer.text


def test_who_may_change_recipes_tries_and_saves_them():
    recipe = save_recipe(store=make_store(), selectors=PRICE, at=NOON, user=None)
    client = staff("change_recipe")

    assert client.post(page_of(recipe), typed(try_url="http://10.0.0.1/", _try="1")).status_code == 200
    assert client.get(ADD).status_code == 403
    assert client.post(page_of(recipe), typed()).status_code == 302
    assert Recipe.objects.count() == 2


@pytest.mark.parametrize(
    "permissions", [[], ["view_recipe"], ["add_recipe"], ["add_recipe", "view_recipe"], ["change_evidence"]]
)
def test_nobody_else_makes_this_server_fetch_an_address(shop, permissions):
    recipe = save_recipe(store=make_store(), selectors=PRICE, at=NOON, user=None)
    client = staff(*permissions)

    for address in (ADD, page_of(recipe)):
        assert client.post(address, typed(recipe.store, try_url=shop.url(PAGE), _try="1")).status_code == 403
    assert shop.requests == []


def test_who_may_only_look_sees_the_places_and_no_inputs():
    recipe = save_recipe(store=make_store(), selectors=PRICE, at=NOON, user=None)

    page = staff("view_recipe").get(page_of(recipe))

    assert (page.status_code, "_try" in page.text, "price_expression" in page.text) == (200, False, False)
    assert "price: css: .deal" in page.text


def test_trying_a_recipe_that_is_not_there_leads_back(admin_client):
    assert admin_client.post("/admin/scraping/recipe/99/change/", typed(_try="1")).status_code == 302


def test_recipes_are_never_deleted(admin_client):
    recipe = save_recipe(store=make_store(), selectors=PRICE, at=NOON, user=None)

    assert admin_client.post(reverse("admin:scraping_recipe_delete", args=[recipe.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_four_queries_for_any_number_of_rows(admin_client, django_assert_num_queries, rows):
    for number in range(rows):
        save_recipe(store=make_store(number), selectors=PRICE, at=NOON, user=None)
    Recipe.objects.update(uses=12, misses=3, missed_at=NOON)

    with django_assert_num_queries(4):  # session, user, count, rows with their shops and authors
        page = admin_client.get(LIST)

    assert len(page.context["cl"].result_list) == rows
    assert "3 of 12 pages" in page.text


@pytest.mark.parametrize("pages", [1, 3])
def test_the_form_takes_the_same_queries_for_any_number_of_stored_pages(
    admin_client, shop, listing, check, django_assert_num_queries, pages
):
    for hour in range(pages):
        check(f"{40 + hour}.00", hours=hour)
    recipe = save_recipe(store=listing.store, selectors=PRICE, at=NOON, user=None)

    with django_assert_num_queries(6):  # session, user, row, newest receipts, shop, listings of the receipts
        page = admin_client.get(page_of(recipe))

    assert len(page.context["adminform"].form.fields["try_receipt"].choices) == pages + 1
