"""From what a page says to what is recorded: decimals become minor units, a missing currency the shop's."""

from datetime import datetime

from catalog.models import Listing
from lib.errors import InvalidMoney
from lib.money import to_minor
from pricing.services import PriceReading
from scraping.extraction import Reading


def price_reading(reading: Reading, *, listing: Listing, at: datetime) -> PriceReading | None:
    """The price that `reading` says of `listing`, whose store is loaded, on a page of `at`; None for no possible amount."""
    try:
        amount = None if reading.price is None else to_minor(reading.price, reading.currency)
        list_amount = None if reading.list_price is None or amount is None else to_minor(reading.list_price, reading.currency)
    except InvalidMoney:
        return None
    return PriceReading(
        listing_id=listing.pk,
        observed_at=at,
        amount=amount,
        currency=reading.currency or listing.store.currency or None,
        availability=reading.availability,
        list_amount=list_amount,
        confidence=round(reading.confidence * 100),
        source=reading.source or "",
    )
