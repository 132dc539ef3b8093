"""The words that all floors share: what a shop says of its stock, what state a thing is in, how a check ended.

Plain `StrEnum`s, so that the pure rooms (extraction, analytics) and the models speak of the same values.
"""

from enum import StrEnum


class Availability(StrEnum):
    """What a shop says of its stock. `UNKNOWN` is an answer of its own: silence is never read as "in stock"."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    LIMITED = "limited"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words a person reads, as the tracker contract spells them.

        >>> Availability.IN_STOCK.label
        'In Stock'
        """
        return _AVAILABILITY_LABELS[self]

    @property
    def is_buyable(self) -> bool:
        """Whether a shopper can order the thing now.

        >>> [a.value for a in Availability if a.is_buyable]
        ['in_stock', 'preorder', 'limited']
        """
        return self in (Availability.IN_STOCK, Availability.PREORDER, Availability.LIMITED)


_AVAILABILITY_LABELS = {
    Availability.IN_STOCK: "In Stock",
    Availability.OUT_OF_STOCK: "Out of Stock",
    Availability.PREORDER: "Pre-order",
    Availability.LIMITED: "Limited Stock",
    Availability.UNKNOWN: "Unknown",
}


class Condition(StrEnum):
    """The state of the article that is sold (schema.org OfferItemCondition)."""

    NEW = "new"
    REFURBISHED = "refurbished"
    USED = "used"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """How one check of a listing ended. Only `OK` and `UNCHANGED` may touch a price."""

    OK = "ok"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    NOT_A_PRODUCT = "not_a_product"
    GONE = "gone"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    REFUSED_ADDRESS = "refused_address"
    ROBOTS = "robots"
    HTTP_ERROR = "http_error"

    @property
    def is_success(self) -> bool:
        """Whether the shop answered with a page that could be used.

        >>> [o.value for o in Outcome if o.is_success]
        ['ok', 'unchanged']
        """
        return self in (Outcome.OK, Outcome.UNCHANGED)


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The (value, label) pairs of a vocabulary, as a model field or a form wants them.

    >>> choices(Condition)[1]
    ('refurbished', 'Refurbished')
    """
    return [(word.value, getattr(word, "label", word.value.replace("_", " ").capitalize())) for word in words]
