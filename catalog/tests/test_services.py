"""Shops, listings and their products."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.models import Identifier, Listing, ListingAlias, Product, Store
from catalog.services import (
    PageFacts,
    StoreFacts,
    add_listing,
    delete_listing,
    describe_listing,
    ensure_brand,
    ensure_store,
    find_listing,
    find_store,
    pause_listings,
    register_store,
    request_checks,
    resume_listings,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://shop.example/p/1"

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return ensure_store(url=URL, facts=StoreFacts("Shop", "DE", "EUR"), at=NOON)


@pytest.fixture
def listing(store) -> Listing:
    return add_listing(store=store, canonical_url=URL, pasted_url=URL, at=NOON)[0]


def test_shop_is_made_once_for_its_host(store):
    again = ensure_store(url="https://www.shop.example/other", facts=StoreFacts("Something else"), at=NOON)
    assert again == store
    assert (store.name, store.slug, store.country, store.currency, store.homepage) == (
        "Shop", "shop", "DE", "EUR", "https://shop.example/",
    )  # fmt: skip


def test_shops_of_one_name_get_slugs_of_their_own(store):
    other = ensure_store(url="https://shop.test/", facts=StoreFacts("Shop"), at=NOON)
    assert other.slug == "shop-2"


def test_shops_that_share_a_host_are_told_apart_by_the_longest_path(db):
    mall = register_store(slug="mall", name="Mall", domains=[("mall.example", "")], at=NOON)
    corner = register_store(slug="corner", name="Corner", domains=[("mall.example", "/corner/")], at=NOON)

    found = [find_store(f"https://mall.example{path}") for path in ("/corner/p/1", "/corner", "/p/1")]
    assert found == [corner, mall, mall]
    assert find_store("https://elsewhere.example/") is None


def test_new_listing_is_due_at_once_under_a_placeholder(listing):
    assert (listing.title, listing.state, listing.next_check_at, listing.product) == (
        "Tracking new product from shop.example...", "pending", NOON, None,
    )  # fmt: skip


def test_page_pasted_under_another_address_is_found_again(store, listing):
    pasted = f"{URL}?color=red"
    again, created = add_listing(store=store, canonical_url=URL, pasted_url=pasted, at=NOON)

    assert (again, created) == (listing, False)
    assert (find_listing(pasted), find_listing("https://shop.example/none")) == (listing, None)
    assert ListingAlias.objects.get().url == pasted


def test_first_reading_makes_the_product(listing):
    facts = PageFacts(
        title="Kettle K1", brand="Vessel", mpn="K1", gtin="04006381333931", image_url="https://shop.example/k.jpg"
    )
    described = describe_listing(listing=listing, facts=facts, at=NOON)

    product = described.product
    assert (product.name, product.brand.name, product.image_url) == ("Kettle K1", "Vessel", "https://shop.example/k.jpg")
    assert sorted(product.identifiers.values_list("scheme", "value")) == [("gtin", "04006381333931"), ("mpn", "K1")]


def test_equal_gtin_joins_the_product_that_is_there(store, listing):
    facts = PageFacts(title="Kettle K1", gtin="04006381333931")
    first = describe_listing(listing=listing, facts=facts, at=NOON)
    other, _ = add_listing(store=store, canonical_url=f"{URL}2", pasted_url=f"{URL}2", at=NOON)
    second = describe_listing(listing=other, facts=PageFacts(title="Vessel kettle", gtin="04006381333931"), at=NOON)

    assert second.product == first.product
    assert (Product.objects.count(), Identifier.objects.count()) == (1, 1)


def test_equal_words_join_nothing(store, listing):
    describe_listing(listing=listing, facts=PageFacts(title="Kettle K1", brand="Vessel"), at=NOON)
    other, _ = add_listing(store=store, canonical_url=f"{URL}2", pasted_url=f"{URL}2", at=NOON)
    describe_listing(listing=other, facts=PageFacts(title="Kettle K1", brand="Vessel"), at=NOON)
    assert Product.objects.count() == 2


def test_later_reading_renames_the_listing_and_leaves_the_product(listing):
    describe_listing(listing=listing, facts=PageFacts(title="Kettle K1"), at=NOON)
    described = describe_listing(listing=listing, facts=PageFacts(title="Kettle K1, now cheaper!"), at=NOON)
    assert (described.title, described.product.name) == ("Kettle K1, now cheaper!", "Kettle K1")


def test_silent_page_keeps_what_was_read(listing):
    describe_listing(listing=listing, facts=PageFacts(title="Kettle", brand="Vessel", sku="K1"), at=NOON)
    described = describe_listing(listing=listing, facts=PageFacts(title=""), at=NOON)
    assert (described.title, described.brand_name, described.sku) == ("Kettle", "Vessel", "K1")


def test_brand_is_one_however_it_is_written():
    assert ensure_brand("Optimum  Nutrition") == ensure_brand("OPTIMUM NUTRITION")
    assert ensure_brand("  ") is None


def test_paused_listing_is_not_checked_until_it_is_resumed(listing):
    later = NOON + timedelta(days=1)
    assert pause_listings(listing_ids=[listing.pk], at=NOON) == 1
    assert request_checks(listing_ids=[listing.pk], at=later) == 0
    assert not Listing.objects.due(later).exists()
    assert resume_listings(listing_ids=[listing.pk], at=later) == 1
    assert Listing.objects.due(later).get() == listing


def test_requested_check_is_due_at_once(listing):
    Listing.objects.update(next_check_at=NOON + timedelta(days=9))
    request_checks(listing_ids=[listing.pk], at=NOON)
    assert Listing.objects.due(NOON).get() == listing


def test_deleted_listing_takes_those_merged_into_it_along(store, listing):
    other, _ = add_listing(store=store, canonical_url=f"{URL}2", pasted_url=f"{URL}2", at=NOON)
    Listing.objects.filter(pk=other.pk).update(merged_into=listing)
    assert delete_listing(listing_id=listing.pk) is True
    assert delete_listing(listing_id=listing.pk) is False
    assert not Listing.objects.exists()
