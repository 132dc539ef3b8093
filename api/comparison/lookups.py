"""From the id in a path to the row it names."""

import re
from difflib import SequenceMatcher
from typing import NoReturn

from api.comparison.errors import Refusal
from catalog.queries import products_among
from lib.ids import MalformedId, public_id, row_key

VALID_FORMAT = "prod_[0-9a-z]+"
_RIGHT_FORM = re.compile(r"prod_[0-9a-z]+")
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
#: Codes longer than this name no row that a database could hold.
_LONGEST_CODE = 13
_SIMILAR = 3


def product_key(product_id: str) -> int:
    """The key behind `prod_…`. Raises the refusal of a wrong form (400), or of an id that no product can have (404)."""
    if not _RIGHT_FORM.fullmatch(product_id):
        raise Refusal(
            400,
            "INVALID_PRODUCT_ID",
            f"'{product_id[:80]}' is not a product ID",
            {
                "product_id": product_id[:80],
                "valid_format": VALID_FORMAT,
                "suggestions": ["Use /products/search to find available products"],
            },
        )
    try:
        return row_key("prod", product_id)
    except MalformedId:
        product_not_found(product_id)


def product_not_found(product_id: str) -> NoReturn:
    """Raise the refusal of an id that nobody has, with products whose ids are alike. Two statements."""
    raise Refusal(
        404,
        "PRODUCT_NOT_FOUND",
        f"Product with ID '{product_id[:80]}' not found",
        {
            "product_id": product_id[:80],
            "valid_format": VALID_FORMAT,
            "suggestions": [
                "Check if product ID format is correct (prod_[alphanumeric])",
                "Use /products/search to find available products",
                "Verify product hasn't been discontinued",
            ],
            "similar_products": _similar(product_id),
        },
    )


def _similar(product_id: str) -> list[dict]:
    """Products whose ids differ least from `product_id`: those one slip away first. The score (0 to 1) compares the ids."""
    rows = []
    for key, name in products_among(_one_slip_away(product_id.removeprefix("prod_")), limit=_SIMILAR):
        known = public_id("prod", key)
        score = round(SequenceMatcher(None, product_id[:80], known).ratio(), 2)
        rows.append({"id": known, "name": name, "similarity_score": score})
    return sorted(rows, key=lambda row: -row["similarity_score"])


def _one_slip_away(code: str) -> set[int]:
    """The keys behind codes that differ from `code` in one letter changed, left out, put in, or swapped with its neighbour."""
    if len(code) > _LONGEST_CODE:
        return set()
    cuts = [(code[:place], code[place:]) for place in range(len(code) + 1)]
    near = {head + tail[1:] for head, tail in cuts if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    near |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    near |= {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    return {key for key in map(_key, near) if key is not None}


def _key(code: str) -> int | None:
    try:
        return row_key("prod", f"prod_{code}")
    except MalformedId:
        return None
