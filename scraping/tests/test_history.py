"""A check knows the listing's last price, and asks the database no more for it."""

import json
from datetime import timedelta

import pytest

from catalog.models import Listing
from pricing.models import Offer
from scraping.extraction.choose import FAMILIAR
from scraping.models import Evidence
from scraping.services import check_listings
from scraping.tests.conftest import NOON, PAGE
from tests.shop_server import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def torn(shop, listing):
    """Makes the page name two prices with nothing to tell them apart, and checks it a day after noon."""

    def check_torn() -> None:
        offers = [{"@type": "Offer", "price": price, "priceCurrency": "EUR"} for price in ("95.00", "41.00")]
        product = json.dumps({"@type": "Product", "name": "Kettle K1", "sku": "K1", "offers": offers})
        shop.answers[PAGE] = Answer(
            f'<title>Kettle K1</title><script type="application/ld+json">{product}</script><h1>Kettle K1</h1>'
        )
        at = NOON + timedelta(days=1)
        Listing.objects.filter(pk=listing.pk).update(next_check_at=at)
        check_listings(listing_ids=[listing.pk], at=at)

    return check_torn


def test_torn_page_is_read_by_the_listings_last_price(check, torn):
    check("40.00", hours=0)
    torn()
    assert Offer.objects.get().amount == 4100
    won = [one for one in Evidence.objects.latest("pk").reading["candidates"] if one["won"]]
    assert [(one["amount"], one["reason"]) for one in won] == [("41.00", FAMILIAR)]


def test_torn_page_of_a_new_listing_is_read_in_its_own_order(torn):
    torn()
    assert Offer.objects.get().amount == 9500
