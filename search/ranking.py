"""The static rank of a document: its key, so that both databases meet popular products first for nothing."""

from math import log2

#: Popularity in steps of an eighth of a doubling: small changes of popularity do not move rows.
_STEPS_A_DOUBLING = 8
_LEVELS = 1023
#: Bits that the product's key takes of the rank.
_KEY_BITS = 40


def rank_of(popularity: int, product_id: int) -> int:
    """The rank of a product, unique, lower for the more popular: its level of popularity and then its key.

    >>> rank_of(100, 7) < rank_of(3, 1) < rank_of(3, 2) < rank_of(0, 1)
    True
    """
    level = min(_LEVELS, round(_STEPS_A_DOUBLING * log2(1 + popularity)))
    return (_LEVELS - level) << _KEY_BITS | product_id
