"""How one listing's price moves: a sticky base, promotions with a rhythm, sales, fake discounts, stock-outs and rare glitches.

Each of these is a track of episodes that can be drawn for any window of time without looking at the time before it; the quote
of a moment is what the tracks say together. Times are epoch seconds, amounts minor units, factors basis points: no floats.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Generic, TypeVar

from lib.vocabulary import Availability
from sandbox.market.draws import Draws
from sandbox.market.habits import HABITS
from sandbox.market.listings import MarketListing
from sandbox.market.quotes import Quote
from sandbox.market.sales import DAY, HOUR, ORIGIN, SERIES, SaleSeries

V = TypeVar("V")

#: Start (included), end (excluded), what holds in between.
Episode = tuple[int, int, V]

_MINUTE = 60
_YEAR = 365 * DAY
_FOREIGN = {"INR": "USD", "EUR": "USD", "USD": "CAD", "GBP": "EUR", "EGP": "SAR"}
_GLITCHES = ("ten times", "hundredth", "zero", "currency", "instalment")


class Timeline:
    """The price of one listing at all times, given the market's seed."""

    def __init__(self, seed: int, listing: MarketListing):
        draws = Draws(seed, "price", *listing.key)
        shop, product = listing.shop, listing.product
        self._seed = seed
        self._shop = shop
        self._habits = HABITS[product.category]
        self._series = [s for s in SERIES if s.shop == shop.slug and s.category in (None, product.category)]
        self._levels, self._promotions, self._stock, self._glitches = map(
            draws.fork, ("levels", "promotions", "stock", "glitches")
        )
        self._joins = {series.key: draws.fork(series.key) for series in self._series}
        own_level = draws.between(9_400, 10_600, 0)
        self._usual = product.reference_mills * shop.usd_rate * shop.level * own_level // (1_000_000 * 10_000 * 10_000)
        self._label_price = shop.rounded(self._usual * draws.between(11_200, 13_500, 1) // 10_000)
        self._season = draws.below(_YEAR, 2)
        self._level_days = draws.between(*self._habits.level_days, 3)
        self._promotion_days = draws.pick(self._habits.promotion_days, 4)
        self._stock_outs = draws.between(*self._habits.stock_outs, 5)
        self._phase = draws.below(60 * 24 * 60, 6) * _MINUTE

    def quotes(self, start: int, end: int) -> Iterator[tuple[int, int, Quote]]:
        """The quotes from `start` to `end` (epoch seconds), in order and without gaps; equal neighbours are not joined."""
        levels = self._base_levels(start, end)
        promotions = self._promotion_episodes(start, end)
        sales = [self._sale_episodes(series, start, end) for series in self._series]
        raises = [self._raise_episodes(series, start, end) for series in self._series]
        stock = self._stock_episodes(start, end)
        glitches = self._glitch_episodes(start, end)
        edges = _edges([levels, promotions, stock, glitches, *sales, *raises], start, end)
        level, promotion, shelf, glitch = _Cursor(levels), _Cursor(promotions), _Cursor(stock), _Cursor(glitches)
        sale_cursors, raise_cursors = [_Cursor(track) for track in sales], [_Cursor(track) for track in raises]
        for begins, ends in pairwise(edges):
            offers = [offer for cursor in sale_cursors if (offer := cursor.at(begins))]
            if offer := promotion.at(begins):
                offers.append(offer)
            quote = self._quote(
                self._shop.rounded(self._usual * level.at(begins) // 10_000),
                max(offers, default=None),
                max((value for cursor in raise_cursors if (value := cursor.at(begins))), default=None),
                shelf.at(begins) or Availability.IN_STOCK,
            )
            kind = glitch.at(begins)
            yield begins, ends, self._glitched(quote, kind) if kind else quote

    def _quote(
        self, regular: int, offer: tuple[int, str] | None, raised: tuple[int, bool] | None, availability: Availability
    ) -> Quote:
        """A moment's quote: the deepest offer counts; a raised list price makes it look deeper than it is."""
        rounded = self._shop.rounded
        amount, promotion = regular, None
        list_price = self._label_price if self._shop.shows_list_always else 0
        if raised:
            raised_price = rounded(regular * (10_000 + raised[0]) // 10_000)
            list_price = max(list_price, raised_price)
            if raised[1] and not offer:  # the shop asks the raised price for a while, to strike it later
                amount = raised_price
        if offer:
            amount, promotion = rounded(regular * (100 - offer[0]) // 100), offer[1]
            list_price = list_price or regular
        shown_list = list_price if list_price > amount else None
        return Quote(amount, shown_list, self._shop.currency, availability, promotion=promotion)

    def _glitched(self, quote: Quote, kind: str) -> Quote:
        amount, currency = quote.amount_minor, quote.currency
        match kind:
            case "ten times":
                amount *= 10
            case "hundredth":
                amount = amount // 100 or 1
            case "zero":
                amount = 0
            case "currency":
                currency = _FOREIGN[currency]
            case _:
                amount = amount // 12 or 1
        list_price = quote.list_minor if quote.list_minor and quote.list_minor > amount and currency == quote.currency else None
        return Quote(amount, list_price, currency, quote.availability, is_glitch=True, promotion=quote.promotion)

    def _base_levels(self, start: int, end: int) -> list[Episode[int]]:
        """The base price's level: it changes once in a period, at its own hour, and covers all of the window."""
        draws, period = self._levels, self._level_days * DAY
        origin = ORIGIN - self._phase

        def change(k: int) -> int:
            return origin + k * period + draws.below(period * 9 // 10 // _MINUTE, k) * _MINUTE

        first, last = (start - origin) // period - 1, (end - origin) // period + 1
        return [(change(k), change(k + 1), self._level(k, change(k))) for k in range(first, last + 1)]

    def _level(self, k: int, moment: int) -> int:
        """The k-th level in basis points of the usual price: slow and quick noise, the season, and the market's drift."""
        draws, habits = self._levels, self._habits
        block, step = divmod(k, 6)
        slow = [draws.between(-habits.swing, habits.swing, block + ahead, 1) for ahead in (0, 1)]
        level = 10_000 + slow[0] + (slow[1] - slow[0]) * step // 6
        if not draws.chance(habits.stickiness, k, 2):
            level += draws.between(-habits.swing, habits.swing, k, 3) // 2
        if habits.season:
            half = _YEAR // 2
            place = abs((moment + self._season) % _YEAR - half)
            level += habits.season * (4 * place - _YEAR) // _YEAR
        drift = habits.drift_a_year * (moment - ORIGIN - 2 * _YEAR) // _YEAR
        return level + max(-2_500, min(2_500, drift))

    def _promotion_episodes(self, start: int, end: int) -> list[Episode[tuple[int, str]]]:
        """The listing's own offers: at most one in each of its periods of one, two or four weeks."""
        draws, habits, period = self._promotions, self._habits, self._promotion_days * DAY
        origin, title = ORIGIN - self._phase, "Weekly offer" if self._promotion_days == 7 else "Limited-time offer"
        episodes = []
        for k in range((start - origin) // period, (end - origin) // period + 1):
            if draws.chance(habits.promotions, k):
                begins = origin + k * period + draws.below(period // 4 // _MINUTE, k, 1) * _MINUTE
                lasts = draws.between(36, min(period * 3 // 4 // HOUR, 200), k, 2) * HOUR
                episodes.append((begins, begins + lasts, (draws.pick(habits.depths, k, 3), title)))
        return episodes

    def _sale_episodes(self, series: SaleSeries, start: int, end: int) -> list[Episode[tuple[int, str]]]:
        """The occurrences of a sale that the listing joins, from up to three hours after the doors open."""
        draws, episodes = self._joins[series.key], []
        for number, begins, ends in series.occurrences(self._seed, start, end):
            if draws.chance(series.joins, number):
                late = draws.below(180, number, 1) * _MINUTE
                # A fake gives next to nothing off the usual price; its raised list price does the rest.
                depth = (
                    draws.pick((0, 1, 2), number, 2)
                    if draws.chance(series.fakes, number, 3)
                    else draws.pick(series.depths, number, 4)
                )
                episodes.append((begins + late, ends, (depth, series.title)))
        return episodes

    def _raise_episodes(self, series: SaleSeries, start: int, end: int) -> list[Episode[tuple[int, bool]]]:
        """The raised list prices of fake discounts: from a week or two before the sale to its end."""
        draws, episodes = self._joins[series.key], []
        lead_at_most = 14 * DAY
        for number, begins, ends in series.occurrences(self._seed, start, end + lead_at_most):
            if draws.chance(series.joins, number) and draws.chance(series.fakes, number, 3):
                lead = min(draws.between(5 * 24 * 60, 14 * 24 * 60, number, 5) * _MINUTE, series.period * DAY // 2)
                episodes.append((begins - lead, ends, (draws.between(1_200, 4_000, number, 6), draws.chance(500, number, 7))))
        return episodes

    def _stock_episodes(self, start: int, end: int) -> list[Episode[Availability]]:
        """Stock runs low, runs out, and comes back, now and then by way of a pre-order."""
        draws, period = self._stock, 45 * DAY
        origin = ORIGIN - self._phase // 2
        episodes = []
        for k in range((start - origin) // period, (end - origin) // period + 1):
            if not draws.chance(self._stock_outs, k):
                continue
            low = origin + k * period + draws.below(25 * 24 * 60, k, 1) * _MINUTE
            out = low + draws.between(2 * 60, 30 * 60, k, 2) * _MINUTE
            back = out + draws.between(5 * 60, 7 * 24 * 60, k, 3) * _MINUTE
            episodes += [(low, out, Availability.LIMITED), (out, back, Availability.OUT_OF_STOCK)]
            if draws.chance(self._habits.pre_orders, k, 4):
                episodes.append((back, back + draws.between(20, 120, k, 5) * HOUR, Availability.PREORDER))
        return episodes

    def _glitch_episodes(self, start: int, end: int) -> list[Episode[str]]:
        """Mistakes of the shop, seen and mended within five minutes to an hour and a half."""
        draws, period = self._glitches, 30 * DAY
        origin = ORIGIN - self._phase // 3
        episodes = []
        for k in range((start - origin) // period, (end - origin) // period + 1):
            if draws.chance(self._shop.glitches_per_mille, k):
                begins = origin + k * period + draws.below(29 * 24 * 60, k, 1) * _MINUTE
                episodes.append((begins, begins + draws.between(5, 90, k, 2) * _MINUTE, draws.pick(_GLITCHES, k, 3)))
        return episodes


class _Cursor(Generic[V]):
    """Walks along a track of episodes that do not overlap; asked for moments that never go back."""

    __slots__ = ("_episodes", "_place")

    def __init__(self, episodes: list[Episode[V]]):
        self._episodes = episodes
        self._place = 0

    def at(self, moment: int) -> V | None:
        episodes = self._episodes
        while self._place < len(episodes) and episodes[self._place][1] <= moment:
            self._place += 1
        if self._place < len(episodes) and episodes[self._place][0] <= moment:
            return episodes[self._place][2]
        return None


def _edges(tracks: Iterable[list[Episode[object]]], start: int, end: int) -> list[int]:
    """All moments between `start` and `end` at which something changes, with both of them."""
    moments = {start, end}
    for track in tracks:
        for begins, ends, _ in track:
            moments.add(begins)
            moments.add(ends)
    return sorted(moment for moment in moments if start <= moment <= end)
