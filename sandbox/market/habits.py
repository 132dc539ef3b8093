"""How prices of a category behave: shop prices stick and jump, produce moves with the season and the day."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """A category's habits. Shares are per mille, levels basis points.

    `level_days` is the range of the days between two base prices (drawn for each listing), `swing` how far the base moves,
    `stickiness` how many changes keep the slow level, `season` the height of the yearly wave, `drift_a_year` the market's
    trend; `promotion_days` the rhythms of offers, `promotions` how many periods have one, `depths` their discounts in per
    cent; `stock_outs` the range of a listing's stock-outs for each 45 days, `pre_orders` how many end in a pre-order.
    """

    level_days: tuple[int, int]
    swing: int
    stickiness: int
    season: int
    drift_a_year: int
    promotion_days: tuple[int, ...]
    promotions: int
    depths: tuple[int, ...]
    stock_outs: tuple[int, int]
    pre_orders: int


HABITS = {
    "whey_protein": Habits((30, 65), 450, 350, 0, 350, (7, 14, 28, 28), 260, (5, 8, 10, 10, 12, 15, 20, 25), (40, 350), 0),
    "electronics": Habits((25, 55), 400, 350, 0, -700, (14, 28, 28), 240, (4, 5, 7, 10, 10, 15, 20), (40, 250), 150),
    "produce": Habits((2, 6), 900, 200, 1_500, 500, (7, 7, 14), 220, (8, 10, 15, 20, 30), (80, 400), 0),
}
