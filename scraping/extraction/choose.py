"""Which amount is the price: agreement between independent sources first, then what is visible, then the order of trust."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from scraping.extraction.currency import decimals
from scraping.extraction.evidence import Evidence
from scraping.extraction.reading import Role

#: Sources that a shop writes for machines, in order of trust where they contradict each other and nothing visible decides.
STRUCTURED = ("microdata", "json-ld", "rdfa", "retailer", "opengraph", "meta", "state")
_ROLES = (Role.CURRENT, Role.FROM, Role.MEMBER, Role.USED)
_CERTAINTY = {
    "retailer": 0.93,
    "json-ld": 0.93,
    "microdata": 0.9,
    "rdfa": 0.85,
    "opengraph": 0.88,
    "meta": 0.8,
    "state": 0.75,
    "css": 0.7,
    "text": 0.55,
}
#: A visible price needs this weight to count where nothing is marked for machines.
ENOUGH_CSS = 2.6
ENOUGH_TEXT = 2.2
#: From this weight on, nothing else needs to be looked at.
CLEAR_CSS = 4.6
#: From this weight on, a visible price makes a product page where nothing else says that it is one.
PLAIN_CSS = 3.3
#: How far from its last price a listing's price is believed on the word of its history, as a share of the last price.
NEAR = Decimal("0.35")
FAMILIAR = "as well supported as another amount, and near the listing's last price"


def rounded(amount: Decimal, currency: str | None) -> Decimal:
    """The amount with exactly the currency's decimals (databases leak more), half up."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), rounding=ROUND_HALF_UP)


def best_of(found: list[Evidence], source: str | None = None) -> Evidence | None:
    """The strongest evidence (of one source) that could be the price: by role, then without tax last, then weight, then
    order.
    """
    fitting = [one for one in found if one.role in _ROLES and (source is None or one.source == source)]
    return min(fitting, key=lambda one: (_ROLES.index(one.role), one.net, -one.weight), default=None)


def leaders(found: list[Evidence]) -> list[Evidence]:
    """The strongest evidence of each structured source, in order of trust."""
    sources = {one.source for one in found}
    return [best for source in STRUCTURED if source in sources and (best := best_of(found, source)) is not None]


def same(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces of evidence name the same amount, to the currency's decimals, in currencies that do not contradict."""
    if one.currency and other.currency and one.currency != other.currency:
        return False
    currency = one.currency or other.currency
    return rounded(one.amount, currency) == rounded(other.amount, currency)


def rivals(found: list[Evidence], leader: Evidence) -> list[Evidence]:
    """The leader and what its own source says as strongly, where that is another amount: offers of which the page's is not
    told.
    """
    return [leader] + [
        one
        for one in found
        if one.source == leader.source
        and one.role is leader.role
        and one.weight >= leader.weight
        and one.net == leader.net
        and not same(one, leader)
    ]


def is_list(visible: list[Evidence]) -> bool:
    """Whether the strongest visible prices are those of a list: several amounts of one pattern, none of them ahead."""
    current = [one for one in visible if one.role is Role.CURRENT]
    if not current:
        return False
    best = current[0]
    rivals = {one.amount for one in current if one.path == best.path and one.weight >= best.weight - 0.8}
    return len(rivals) >= 4


def agree(found: list[Evidence]) -> bool:
    """Whether all of the structured leaders name one amount."""
    return all(same(found[0], other) for other in found[1:])


def certainty(winner: Evidence, leading: list[Evidence], visible: list[Evidence]) -> float:
    """How sure the price is, 0 to 1: by its source, plus agreement, minus contradiction and a weak role."""
    value = _CERTAINTY.get(winner.source, 0.5)
    others = [one for one in leading if one is not winner]
    agreeing = sum(same(winner, one) for one in others) + any(
        one.role is Role.CURRENT and same(winner, one) for one in visible if one is not winner
    )
    value += (1 - value) * min(agreeing, 2) * 0.4
    value -= 0.15 * sum(not same(winner, one) for one in others)
    if winner.role is not Role.CURRENT:
        value -= 0.15
    return max(0.05, min(0.99, value))


def settle(
    leading: list[Evidence], visible: list[Evidence], *, earlier: Sequence[Decimal] = (), currency: str | None = None
) -> Evidence:
    """The price among structured leaders that contradict each other: the one the page shows as its price, else the most
    trusted.

    Where the page supports several amounts alike, the one near the listing's last price (`earlier`, newest first, in
    `currency`) goes before; its `reason` says so.
    """

    def support(one: Evidence) -> tuple:
        struck = any(seen.role is Role.LIST and same(one, seen) for seen in visible)
        votes = sum(same(one, other) for other in leading)
        return (one.role is Role.MEMBER, one.net, struck, -votes, _shown(one, visible) is None)

    def key(one: Evidence) -> tuple:
        return (*support(one), -(_shown(one, visible) or 0.0), STRUCTURED.index(one.source))

    best = min(leading, key=key)
    if not earlier or is_near(best, earlier[0], currency):
        return best
    wanted = support(best)
    familiar = [one for one in leading if is_near(one, earlier[0], currency) and support(one) == wanted]
    if not familiar:
        return best
    winner = min(familiar, key=key)
    winner.reason = FAMILIAR
    return winner


def is_near(one: Evidence, last: Decimal, currency: str | None) -> bool:
    """Whether an amount is within `NEAR` of the listing's last price, in a currency that does not contradict."""
    if one.currency and currency and one.currency != currency:
        return False
    return abs(one.amount - last) <= last * NEAR


def _shown(one: Evidence, visible: list[Evidence]) -> float | None:
    """The weight of the strongest visible price that is the same; `None` where the page does not show it."""
    weights = [seen.weight for seen in visible if seen.role in (Role.CURRENT, Role.FROM) and same(one, seen)]
    return max(weights, default=None)
