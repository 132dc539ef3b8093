"""What the database itself refuses, whoever writes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Identifier, Listing, Product, Store, StoreDomain

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def refused(make) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    return str(error.value)


@pytest.fixture
def product() -> Product:
    return Product.objects.create(name="Kettle", created_at=NOON, updated_at=NOON)


@pytest.fixture
def store() -> Store:
    return Store.objects.create(name="Shop", slug="shop", created_at=NOON)


def add_listing(store, url="https://shop.example/p/1", **fields) -> Listing:
    return Listing.objects.create(
        store=store, canonical_url=url, title="Kettle", state_since=NOON, next_check_at=NOON, check_interval=timedelta(hours=1),
        created_at=NOON, **fields,
    )  # fmt: skip


@pytest.mark.parametrize("value", ["04006381333931", "00012345600012", "10614141000415"])
def test_gtin_14_with_its_check_digit_is_kept(product, value):
    Identifier.objects.create(product=product, scheme="gtin", value=value, created_at=NOON)
    assert Identifier.objects.gtin(value).get().product == product


@pytest.mark.parametrize("value", ["04006381333932", "4006381333931", "0400638133393x", "040063813339310", "              "])
def test_wrong_gtin_is_refused(product, value):
    message = refused(lambda: Identifier.objects.create(product=product, scheme="gtin", value=value, created_at=NOON))
    assert "identifier_gtin_valid" in message


def test_gtin_belongs_to_one_product(product):
    other = Product.objects.create(name="Other", created_at=NOON, updated_at=NOON)
    Identifier.objects.create(product=product, scheme="gtin", value="04006381333931", created_at=NOON)
    refused(lambda: Identifier.objects.create(product=other, scheme="gtin", value="04006381333931", created_at=NOON))


def test_mpn_may_belong_to_several_products(product):
    other = Product.objects.create(name="Other", created_at=NOON, updated_at=NOON)
    for row in (product, other):
        Identifier.objects.create(product=row, scheme="mpn", value="K-1/B", created_at=NOON)
    assert Identifier.objects.filter(value="K-1/B").count() == 2


def test_canonical_url_is_unique(store):
    add_listing(store)
    assert "canonical_url" in refused(lambda: add_listing(store))


def test_listing_is_a_web_page(store):
    assert "listing_url_http" in refused(lambda: add_listing(store, "ftp://shop.example/p"))


def test_unknown_state_is_refused(store):
    assert "listing_state_known" in refused(lambda: add_listing(store, state="asleep"))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"currency": "XXX"}, "store_currency_iso_4217"),
        ({"country": "de"}, "store_country_iso_3166"),
        ({"crawl_delay": -1}, "store_crawl_delay_not_negative"),
    ],
)
def test_store_with_impossible_values_is_refused(fields, constraint):
    assert constraint in refused(lambda: Store.objects.create(name="Shop", slug="shop-2", created_at=NOON, **fields))


def test_domain_belongs_to_one_shop(store):
    other = Store.objects.create(name="Other", slug="other", created_at=NOON)
    StoreDomain.objects.create(store=store, host="shop.example")
    refused(lambda: StoreDomain.objects.create(store=other, host="shop.example"))


@pytest.mark.parametrize(
    ("fields", "constraint"), [({"net_quantity": 0, "net_unit": "g"}, "positive"), ({"net_quantity": 5}, "has_unit")]
)
def test_net_quantity_is_positive_and_has_a_unit(fields, constraint):
    assert constraint in refused(lambda: Product.objects.create(name="Rice", created_at=NOON, updated_at=NOON, **fields))
