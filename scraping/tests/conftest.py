"""A shop on loopback, a page of it that is tracked, and checks of it at any time."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog.models import Listing, Store
from scraping.services import check_listings, track_url
from tests.shop_server import Shop, running_shop

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "/p/kettle-1"


@pytest.fixture(autouse=True)
def own_evidence(settings, tmp_path: Path) -> None:
    """Each test has an evidence storage of its own: equal pages of two tests would share a file."""
    evidence = {**settings.STORAGES["evidence"], "OPTIONS": {"location": str(tmp_path / "evidence"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence}


@pytest.fixture
def shop(settings) -> Iterator[Shop]:
    """A shop whose private address may be fetched."""
    with running_shop() as shop:
        settings.FETCH_ALLOW_PRIVATE = frozenset({shop.authority})
        yield shop


@pytest.fixture
def listing(db, shop) -> Listing:
    """A page that is tracked and was never read."""
    listing = track_url(url=shop.url(PAGE), at=NOON).listing
    Store.objects.update(crawl_delay=0)
    return listing


@pytest.fixture
def check(shop, listing) -> Callable[..., None]:
    """Makes the page show `price` and checks it, `hours` after noon."""

    def check(price: str | None, *, hours: float, **shown) -> None:
        at = NOON + timedelta(hours=hours)
        shop.shows(PAGE, price, **shown)
        Listing.objects.filter(pk=listing.pk).update(next_check_at=at)
        check_listings(listing_ids=[listing.pk], at=at)

    return check
