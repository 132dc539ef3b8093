"""Up to five products side by side, as a table that can be read line by line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import Nutrition, Product
from lib.ids import MalformedId, row_key
from lib.money import format_money
from lib.vocabulary import Availability
from pricing.analytics.unit_price import unit_price
from pricing.models import Offer
from pricing.queries import PriceBoard
from web.templatetags.prices import quantity, stock

#: Products that can be compared at once.
MOST = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """The keys that an address names, in its order, each once, at most five. `complaint` says what was left out, else empty."""

    keys: tuple[int, ...]
    complaint: str = ""


def chosen_products(texts: Iterable[str]) -> Chosen:
    """The products that these parameters name: ids of the form `prod_…`, with commas between them. No statement."""
    keys, strange = [], False
    for text in (part.strip() for parameter in texts for part in parameter.split(",")):
        try:
            key = row_key("prod", text) if text else None
        except MalformedId:
            strange = True
            continue
        if key is not None and key not in keys:
            keys.append(key)
    complaints = []
    if strange:
        complaints.append("A part of the address is no id of a product; it is left out.")
    if len(keys) > MOST:
        complaints.append(f"Only {MOST} products fit beside each other: these are the first {MOST} of {len(keys)}.")
    return Chosen(tuple(keys[:MOST]), " ".join(complaints))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a line says of one product: `text`, empty for nothing known. `url` leads to more. `is_best`: the lowest price."""

    text: str = ""
    note: str = ""
    url: str = ""
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what it is about, and a cell for each product."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together."""

    title: str
    lines: tuple[Line, ...]


def comparison(boards: Sequence[PriceBoard]) -> list[Section]:
    """The table of these products; lines and sections that would be empty are left out."""
    sections = (
        Section("Price", _price_lines(boards)),
        Section("Price by shop", _shop_lines(boards)),
        Section("Product", _product_lines(boards)),
        Section("Nutrition per serving", _nutrition_lines(boards)),
    )
    return [section for section in sections if section.lines]


def _lines(*lines: Line) -> tuple[Line, ...]:
    return tuple(line for line in lines if any(cell.text for cell in line.cells))


@dataclass(frozen=True, slots=True)
class _Price:
    """An amount in minor units of a currency, and what it is the price of."""

    amount: int
    currency: str
    per: str = ""
    note: str = ""


def _priced(label: str, prices: Sequence[_Price | None]) -> Line:
    """A line of prices. The lowest is marked where two or more can be compared: same currency, same unit."""
    known = [price for price in prices if price]
    comparable = len(known) > 1 and len({(price.currency, price.per) for price in known}) == 1
    least = min(price.amount for price in known) if comparable else None
    return Line(label, tuple(_price_cell(price, least) if price else Cell() for price in prices))


def _price_cell(price: _Price, least: int | None) -> Cell:
    text = format_money(price.amount, price.currency) + (f" a {price.per}" if price.per else "")
    return Cell(text, note=price.note, is_best=price.amount == least)


def _price_lines(boards: Sequence[PriceBoard]) -> tuple[Line, ...]:
    def best(board: PriceBoard) -> _Price | None:
        offer = next(iter(board.buyable), None)
        return offer and _Price(offer.amount, offer.currency, note=f"at {offer.listing.store.name}")

    def thirty_days(name: str) -> Callable[[PriceBoard], _Price | None]:
        def price(board: PriceBoard) -> _Price | None:
            amount = getattr(getattr(board.product, "summary", None), name, None)
            return None if amount is None else _Price(amount, board.currency)

        return price

    def by_unit(board: PriceBoard) -> _Price | None:
        product, offer = board.product, next(iter(board.buyable), None)
        if offer is None or product.net_quantity is None:
            return None
        amount, unit = unit_price(offer.amount, product.net_quantity, product.net_unit)
        return _Price(amount, offer.currency, per=unit)

    def by_serving(board: PriceBoard) -> _Price | None:
        offer, servings = next(iter(board.buyable), None), board.product.servings
        if offer is None or not servings:
            return None
        return _Price(unit_price(offer.amount, Decimal(servings), Product.Unit.PIECE)[0], offer.currency)

    return _lines(
        _priced("Best price", [best(board) for board in boards]),
        _priced("30-day low", [thirty_days("low_30d")(board) for board in boards]),
        _priced("30-day average", [thirty_days("mean_30d")(board) for board in boards]),
        _priced("Unit price", [by_unit(board) for board in boards]),
        _priced("Price per serving", [by_serving(board) for board in boards]),
    )


def _shop_lines(boards: Sequence[PriceBoard]) -> tuple[Line, ...]:
    """A line for each shop, by name; where a shop has several pages of a product, the first of the board."""
    names: dict[int, str] = {}
    offers: dict[tuple[int, int], Offer] = {}
    for board in boards:
        for offer in board.offers:
            store = offer.listing.store
            names[store.pk] = store.name
            offers.setdefault((store.pk, board.product.pk), offer)

    def cell(board: PriceBoard, store_id: int) -> Cell:
        offer = offers.get((store_id, board.product.pk))
        if offer is None:
            return Cell()
        return Cell(
            str(offer.money),
            note="" if offer.availability == Availability.IN_STOCK else stock(offer.availability),
            url=f"{board.product.get_absolute_url()}#listing-{offer.pk}",
            is_best=len(board.buyable) > 1 and offer == board.buyable[0],
        )

    ordered = sorted(names, key=lambda store_id: (names[store_id].casefold(), store_id))
    return tuple(Line(names[store_id], tuple(cell(board, store_id) for board in boards)) for store_id in ordered)


def _product_lines(boards: Sequence[PriceBoard]) -> tuple[Line, ...]:
    def line(label: str, text: Callable[[Product], str]) -> Line:
        return Line(label, tuple(Cell(text(board.product)) for board in boards))

    return _lines(
        line("Brand", lambda product: product.brand.name if product.brand else ""),
        line("Category", lambda product: product.category.name if product.category else ""),
        line("Flavour", lambda product: product.flavor),
        line("Net quantity", quantity),
        line("Servings", lambda product: str(product.servings or "")),
        line("Organic", lambda product: "Yes" if product.is_organic else ""),
    )


def _nutrition_lines(boards: Sequence[PriceBoard]) -> tuple[Line, ...]:
    def line(label: str, name: str, unit: str) -> Line:
        return Line(label, tuple(Cell(_measure(getattr(board.product, "nutrition", None), name, unit)) for board in boards))

    return _lines(
        line("Serving", "serving_grams", "g"),
        line("Protein", "protein_per_serving", "g"),
        line("Carbohydrates", "carbs_per_serving", "g"),
        line("Fat", "fat_per_serving", "g"),
        line("Energy", "calories_per_serving", "kcal"),
        line("BCAA", "bcaa_per_serving", "g"),
        line("Glutamine", "glutamine_per_serving", "g"),
        line("Protein content", "protein_percent", "%"),
        line("Digestion", "digestibility", ""),
        line("Ingredients", "ingredients", ""),
    )


def _measure(nutrition: Nutrition | None, name: str, unit: str) -> str:
    """A figure of the label as people read it; empty where it is not known."""
    value = getattr(nutrition, name, None)
    if isinstance(value, Decimal):
        return f"{value.normalize():f} {unit}"
    return ", ".join(map(str, value)) if isinstance(value, list) else value or ""
