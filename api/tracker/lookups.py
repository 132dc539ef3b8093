"""From the id in a path to the row it names."""

import re

from django.db.models import Q

from catalog.models import Listing
from lib.errors import Invalid, NotFound

_WHOLE_NUMBER = re.compile(r"-?[0-9]+")
#: Digits of the largest key a database holds (2**63 - 1).
_KEY_DIGITS = 19


def tracked_listing(product_id: str) -> Listing:
    """The listing that the path's `product_id` names, with shop, product and offer; of a merged one, what it was merged into.

    One statement. Raises `Invalid` for what is no whole number, `NotFound` for a number that nobody has.
    """
    key = _key(product_id)
    same_page = Q(pk=key) | Q(merged=key)
    listing = Listing.objects.visible().with_offer().filter(same_page).first() if key else None
    if listing is None:
        raise NotFound(f"There is no tracked product {product_id[:40]}.", field="product_id")
    return listing


def _key(text: str) -> int | None:
    """The number, or None for one that is no key of any row."""
    if not _WHOLE_NUMBER.fullmatch(text):
        raise Invalid("A product id is a whole number.", field="product_id")
    if len(text) > _KEY_DIGITS:
        return None
    key = int(text)
    return key if 0 < key < 2**63 else None
