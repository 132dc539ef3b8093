"""Products, shops and listings in the admin."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from catalog.admin.base import outside_link
from catalog.models import Identifier, Listing, ListingAlias, Product, Store
from catalog.tests.rows import AT, make_listing, make_product, make_store

pytestmark = pytest.mark.django_db


def act(client: Client, action: str, *listings: Listing):
    """Choose `action` for the listings in their list."""
    data = {"action": action, "_selected_action": [listing.pk for listing in listings]}
    return client.post(reverse("admin:catalog_listing_changelist"), data, follow=True)


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def product_form(**fields) -> dict[str, object]:
    """What the browser sends from the form of a product."""
    return {
        "name": "Whey",
        "attributes": "{}",
        "identifiers-TOTAL_FORMS": 0,
        "identifiers-INITIAL_FORMS": 0,
        "nutrition-TOTAL_FORMS": 0,
        "nutrition-INITIAL_FORMS": 0,
    } | fields


def test_pausing_stops_listings_and_notes_who_did_it(admin_client, admin_user):
    active, paused = make_listing(1), make_listing(2, state="paused")

    response = act(admin_client, "pause", active, paused)

    assert set(Listing.objects.values_list("state", flat=True)) == {"paused"}
    assert told(response) == ["1 of 2 listings were paused."]
    assert set(LogEntry.objects.values_list("user", "object_id")) == {
        (admin_user.pk, str(active.pk)),
        (admin_user.pk, str(paused.pk)),
    }


def test_resuming_checks_paused_and_gone_listings_again(admin_client):
    listings = [make_listing(1, state="paused"), make_listing(2, state="gone"), make_listing(3, state="active")]

    response = act(admin_client, "resume", *listings)

    assert list(Listing.objects.order_by("id").values_list("state", flat=True)) == ["pending", "pending", "active"]
    assert told(response) == ["2 of 3 listings are checked again."]


def test_check_now_makes_listings_due(admin_client):
    far_away = AT + timedelta(days=3650)
    active, paused = make_listing(1, next_check_at=far_away), make_listing(2, next_check_at=far_away, state="paused")

    response = act(admin_client, "check_now", active, paused)

    active.refresh_from_db()
    paused.refresh_from_db()
    assert active.next_check_at < far_away
    assert paused.next_check_at == far_away
    assert told(response) == ["1 of 2 listings are due for a check now."]


def test_staff_who_may_only_look_cannot_pause():
    listing = make_listing()
    user = get_user_model().objects.create(email="staff@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_listing"))
    client = Client()
    client.force_login(user)

    act(client, "pause", listing)

    listing.refresh_from_db()
    assert listing.state == "active"


def test_the_rhythm_is_all_that_a_person_may_change_of_a_listing(admin_client):
    listing = make_listing()
    data = {
        "check_interval": "06:00:00",
        "title": "Mine",
        "state": "gone",
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
    }

    admin_client.post(reverse("admin:catalog_listing_change", args=[listing.pk]), data)

    listing.refresh_from_db()
    assert (listing.check_interval, listing.title, listing.state) == (timedelta(hours=6), "Listing 1", "active")


def test_a_product_is_stamped_when_it_is_added_and_when_it_is_changed(admin_client):
    admin_client.post(reverse("admin:catalog_product_add"), product_form())
    product = Product.objects.get()
    created_at, updated_at = product.created_at, product.updated_at

    admin_client.post(reverse("admin:catalog_product_change", args=[product.pk]), product_form(name="Casein"))

    product.refresh_from_db()
    assert (product.name, product.created_at) == ("Casein", created_at)
    assert created_at == updated_at < product.updated_at


def test_a_gtin_is_kept_with_fourteen_digits(admin_client):
    product = make_product()
    data = {"product": product.pk, "scheme": "gtin", "value": "4006381333931", "source": "box"}

    admin_client.post(reverse("admin:catalog_identifier_add"), data)

    assert list(Identifier.objects.values_list("product", "value", "source")) == [(product.pk, "04006381333931", "box")]


def test_a_gtin_added_beneath_its_product_is_stamped_and_kept_with_fourteen_digits(admin_client):
    form = product_form(
        **{
            "identifiers-TOTAL_FORMS": 1,
            "identifiers-0-scheme": "gtin",
            "identifiers-0-value": "4006381333931",
            "identifiers-0-source": "",
        }
    )

    admin_client.post(reverse("admin:catalog_product_add"), form)

    product = Product.objects.get()
    identifier = Identifier.objects.get()
    assert (identifier.product, identifier.value) == (product, "04006381333931")
    assert identifier.created_at >= product.created_at


def test_a_wrong_gtin_is_refused_with_the_way_out(admin_client):
    data = {"product": make_product().pk, "scheme": "gtin", "value": "4006381333932", "source": ""}

    response = admin_client.post(reverse("admin:catalog_identifier_add"), data)

    assert response.context["adminform"].form.errors == {"value": ["This is not a GTIN: check its length and its last digit."]}


def test_a_product_is_found_by_name_gtin_and_public_id(admin_client):
    product, _ = make_product(1), make_product(2)
    Identifier.objects.create(product=product, scheme="gtin", value="04006381333931", created_at=AT)

    found = [
        list(admin_client.get(reverse("admin:catalog_product_changelist"), {"q": words}).context["cl"].result_list)
        for words in ("Product 1", "04006381333931", product.public_id)
    ]

    assert found == [[product], [product], [product]]


def test_the_delivery_fee_of_a_shop_is_shown_as_money(admin_client):
    make_store(delivery_fee=499)

    assert "€4.99" in admin_client.get(reverse("admin:catalog_store_changelist")).text


def test_a_shop_added_with_its_address_is_stamped(admin_client):
    form = {
        "name": "Corner", "slug": "corner", "crawl_delay": "2", "is_active": "on", "respects_robots": "on",
        "domains-TOTAL_FORMS": 1, "domains-INITIAL_FORMS": 0, "domains-0-host": "corner.example", "domains-0-path_prefix": "",
    }  # fmt: skip

    admin_client.post(reverse("admin:catalog_store_add"), form)

    store = Store.objects.get()
    assert [str(domain) for domain in store.domains.all()] == ["corner.example"]
    assert store.created_at is not None


def test_only_web_addresses_become_links():
    assert outside_link("https://shop.example/?a=1&b=<b>") == (
        '<a href="https://shop.example/?a=1&amp;b=&lt;b&gt;" target="_blank" rel="noopener noreferrer" class="text-link">'
        "https://shop.example/?a=1&amp;b=&lt;b&gt;</a>"
    )
    assert outside_link("javascript:alert(1)") == "javascript:alert(1)"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", ["listing", "product", "store", "listingalias"])
def test_each_main_list_takes_four_queries(admin_client, django_assert_num_queries, model, rows):
    for number in range(rows):
        ListingAlias.objects.create(listing=make_listing(number), url=f"https://old.example/{number}", created_at=AT)

    with django_assert_num_queries(4 + 2 * (model == "store")):  # session, user, count, rows; shops: countries and currencies
        page = admin_client.get(reverse(f"admin:catalog_{model}_changelist"))

    assert len(page.context["cl"].result_list) == rows
