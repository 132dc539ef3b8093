"""A person pastes a link."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.services import register_user
from catalog.models import Listing, Store
from lib.errors import InvalidUrl
from scraping.services import track_url

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_known_shop_gets_its_name_country_and_currency():
    tracked = track_url(url="https://www.amazon.in/Sony-Headphones/dp/B09G952332/ref=sr_1_1?keywords=x", at=NOON)

    listing = tracked.listing
    assert tracked.created is True
    assert (listing.canonical_url, listing.retailer_key) == ("https://www.amazon.in/dp/B09G952332", "B09G952332")
    assert (listing.store.name, listing.store.country, listing.store.currency) == ("Amazon IN", "IN", "INR")
    assert listing.title == "Tracking new product from www.amazon.in..."


@pytest.mark.parametrize(
    "url",
    [
        "https://www.amazon.in/dp/B09G952332",
        "http://m.amazon.in/gp/product/B09G952332?psc=1",
        "amazon.in/dp/B09G952332?utm_source=mail#reviews",
        "[https://www.amazon.in/dp/B09G952332](https://www.amazon.in/dp/B09G952332)",
    ],
)
def test_one_page_is_one_listing_under_all_its_addresses(url):
    first = track_url(url="https://www.amazon.in/Sony-Headphones/dp/B09G952332/", at=NOON)
    again = track_url(url=url, at=NOON)

    assert (again.created, again.listing) == (False, first.listing)
    assert (Listing.objects.count(), Store.objects.count()) == (1, 1)


def test_unknown_shop_is_made_from_its_host_without_a_currency():
    store = track_url(url="https://www.vessels.example/p/1?id=2", at=NOON).listing.store
    assert (store.name, store.country, store.currency) == ("vessels.example", "", "")


def test_signed_in_person_follows_what_they_paste():
    user = register_user(email="ada@example.com", password="correct horse battery", at=NOON)
    listing = track_url(url="https://vessels.example/p/1", at=NOON, user=user).listing
    assert user.watches.get().listing == listing


def test_anonymous_person_follows_nothing():
    listing = track_url(url="https://vessels.example/p/1", at=NOON, user=AnonymousUser()).listing
    assert not listing.watches.exists()


@pytest.mark.parametrize(
    "url",
    [
        "", "   ", "not a url", "ftp://vessels.example/p", "file:///etc/passwd", "javascript:alert(1)", "http://",
        "http://localhost:8000/", "http://localhost/p", "http://shop.local/p",
        "http://metadata.google.internal/", "http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f000001/",
        "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/p", "http://user:secret@vessels.example/p",
        "http://vessels.example:22/p", "https://vessels.example/" + "a" * 3000, "https://vessels.example/\x00",
    ],
)  # fmt: skip
def test_hostile_or_broken_link_is_refused_and_nothing_is_written(url):
    with pytest.raises(InvalidUrl) as error:
        track_url(url=url, at=NOON)
    assert (error.value.field, len(error.value.message) > 20) == ("url", True)
    assert (Listing.objects.count(), Store.objects.count()) == (0, 0)


def test_link_into_a_shop_that_is_switched_off_is_refused():
    track_url(url="https://vessels.example/p/1", at=NOON)
    Store.objects.update(is_active=False)
    with pytest.raises(InvalidUrl, match=r"vessels\.example is not tracked here at the moment"):
        track_url(url="https://vessels.example/p/2", at=NOON)
