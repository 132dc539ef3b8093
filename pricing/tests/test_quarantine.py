"""What a person decides about a price that waits."""

import pytest

from lib.errors import Conflict, NotFound
from pricing.models import Offer, PricePoint
from pricing.services import record_readings, reject_point, release_point
from pricing.tests.conftest import NOON, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(listing) -> PricePoint:
    """A reading ten times too high, after an ordinary one."""
    record_readings([reading(listing, 5000)])
    record_readings([reading(listing, 50000, hours=1)])
    return PricePoint.objects.quarantined().get()


def test_released_point_becomes_the_offer_and_news(waiting, listing):
    change = release_point(point_id=waiting.pk, at=NOON)

    assert (change.old_amount, change.new_amount, change.announced_at) == (5000, 50000, None)
    assert Offer.objects.get(listing=listing).amount == 50000
    assert PricePoint.objects.get(pk=waiting.pk).status == "accepted"


def test_rejected_point_stays_visible_with_its_reason(waiting, listing):
    reject_point(point_id=waiting.pk, reason="a misprint", at=NOON)

    point = PricePoint.objects.get(pk=waiting.pk)
    assert point.status == "rejected"
    assert point.reason == "10 times the last price: a decimal point may be lost; a misprint (2026-03-01)"
    assert Offer.objects.get(listing=listing).amount == 5000


def test_decided_point_cannot_be_decided_again(waiting):
    reject_point(point_id=waiting.pk, reason="", at=NOON)
    with pytest.raises(Conflict, match="does not wait any more: it is rejected"):
        release_point(point_id=waiting.pk, at=NOON)


def test_unknown_point_is_not_found(db):
    with pytest.raises(NotFound):
        release_point(point_id=1, at=NOON)
