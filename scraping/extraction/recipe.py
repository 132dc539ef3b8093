"""Recipes: where things stand on one shop's pages, as a person said, and what becomes of the ladder's reading then.

A recipe's price wins over everything the ladder found. What a recipe does not name, or does not find, is the ladder's to
answer; that it was not found is part of the reading, so that people see that the shop has changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from babel import Locale, UnknownLocaleError

from lib.errors import Invalid
from lib.gtin import normalise_gtin
from lib.money import CURRENCIES
from lib.vocabulary import Availability
from scraping.extraction import choose, problems, stock
from scraping.extraction.currency import currency_of, decimals
from scraping.extraction.local_numbers import in_locale
from scraping.extraction.offers import availability_of, machine_amount, name_of
from scraping.extraction.page import Page, clean
from scraping.extraction.price_text import CHUNK, PriceToken, parse_price, parse_prices
from scraping.extraction.reading import Candidate, Reading, RecipeUse, Role
from scraping.extraction.selectors import Kind, Selector, Sources, objection

_BASE, _CONTRADICTED, _AMBIGUOUS, _ON_NO_PRODUCT = 0.93, 0.1, 0.15, 0.3
_MAX_AMOUNT = Decimal(10) ** 12
#: A list price of more than so many times the price belongs to something else.
_MOST_LIST = 20
OTHERWISE = "the shop's recipe says otherwise"


class Field(StrEnum):
    """What a recipe can point at; the values are the names of `Reading`'s fields."""

    PRICE = "price"
    LIST_PRICE = "list_price"
    CURRENCY = "currency"
    TITLE = "title"
    BRAND = "brand"
    AVAILABILITY = "availability"
    SKU = "sku"
    MPN = "mpn"
    GTIN = "gtin"
    IMAGE = "image_url"
    SELLER = "seller"


#: The fields that are amounts of money.
AMOUNTS = (Field.PRICE, Field.LIST_PRICE)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One version of a shop's recipe.

    `locale` (a Babel locale name) says how numbers are written, `currency` (ISO 4217) in what the shop charges where the page
    does not tell; `None` leaves both to the page. A field occurs once.
    """

    version: int
    fields: tuple[tuple[Field, Selector], ...]
    locale: str | None = None
    currency: str | None = None

    def selector(self, field: Field) -> Selector | None:
        """Where the field stands, or `None` where the recipe does not say."""
        return next((selector for name, selector in self.fields if name is field), None)

    @classmethod
    def from_document(
        cls,
        version: int,
        document: Mapping[str, Mapping[str, object]],
        *,
        locale: str | None = None,
        currency: str | None = None,
    ) -> "Recipe":
        """The recipe of a JSON document: field -> {kind, expression, attribute?, in_minor_units?}.

        Raises `Invalid` for an unknown field or kind, a selector that cannot be used, a locale that Babel does not know, and a
        currency that ISO 4217 does not know. It names `selectors.<field>`, `locale` or `currency`, and the way out.

        >>> Recipe.from_document(1, {"price": {"kind": "css", "expression": ".pay"}}, locale="de").fields[0][1].expression
        '.pay'
        """
        if not document:
            raise Invalid("A recipe names one field at least: say where the price stands.", field="selectors.price")
        fields = tuple((_field(name), _selector(name, value)) for name, value in document.items())
        return cls(version, fields, _locale(locale), _currency(currency))

    def to_document(self) -> dict[str, dict[str, object]]:
        """The fields as plain JSON values: what `from_document` takes."""
        return {
            field.value: {"kind": selector.kind.value, "expression": selector.expression}
            | ({"attribute": selector.attribute} if selector.attribute else {})
            | ({"in_minor_units": True} if selector.in_minor_units else {})
            for field, selector in self.fields
        }


def follow(recipe: Recipe, page: Page, reading: Reading) -> Reading:
    """`reading`, the ladder's answer to `page`, as the recipe corrects it. Never raises on any page."""
    return _Following(recipe, page, reading).result()


class _Following:
    """One page read by one recipe, beside what the ladder says of it."""

    def __init__(self, recipe: Recipe, page: Page, reading: Reading):
        self.recipe = recipe
        self.page = page
        self.ladder = reading
        self.sources = Sources(page)
        self.missed: list[str] = []
        self.notes: list[str] = []
        self.currency = self._stated_currency()

    def result(self) -> Reading:
        """The reading with the recipe's words in it, and a note of what the recipe did."""
        words = self._words()
        prices, lists = self._amounts(Field.PRICE), self._amounts(Field.LIST_PRICE)
        reading = replace(self.ladder, **words)
        if prices and self._is_believable(prices):
            reading = self._with_price(reading, prices, lists)
        else:
            reading = self._without_price(reading, lists)
        if reading.price is None and reading.availability is Availability.OUT_OF_STOCK and reading.problem == problems.NO_PRICE:
            reading = replace(reading, problem=None)
        use = RecipeUse(self.recipe.version, tuple(self.missed), tuple(self.notes))
        return replace(reading, recipe=use)

    # -- the price

    def _with_price(self, reading: Reading, prices: list[PriceToken], lists: list[PriceToken]) -> Reading:
        first, ladder = prices[0], self.ladder
        currency = self._currency(first)
        if currency is None:
            self.missed.append(Field.CURRENCY.value)
            self.notes.append("the recipe found an amount but no currency: name the currency in the recipe")
            return self._without_price(reading, lists)
        price = choose.rounded(first.unit_amount, currency)
        agrees = ladder.price is not None and choose.rounded(ladder.price, currency) == price and ladder.currency == currency
        if ladder.price is not None and not agrees:
            self.notes.append(f"without the recipe the price would be {ladder.price:f} {ladder.currency}")
        return replace(
            reading,
            price=price,
            currency=currency,
            list_price=self._list_price(lists, price, currency, agrees=agrees),
            source="recipe",
            path=self._path(Field.PRICE),
            confidence=self._confidence(prices, price, currency),
            problem=None,
            candidates=(
                *self._candidates(Field.PRICE, prices, currency, won=price),
                *self._candidates(Field.LIST_PRICE, lists, currency),
                *(_beaten(one, price, currency) for one in ladder.candidates),
            ),
        )

    def _without_price(self, reading: Reading, lists: list[PriceToken]) -> Reading:
        """The ladder's price, and a list price of the recipe where it fits it."""
        if reading.price is None or reading.currency is None:
            return reading
        candidates = reading.candidates
        if self.recipe.selector(Field.PRICE) is not None:
            said = f"the recipe (version {self.recipe.version}) found no price; "
            candidates = tuple(replace(one, reason=said + one.reason) if one.won else one for one in candidates)
        found = self._fitting(lists, reading.price, reading.currency)
        return replace(
            reading,
            list_price=reading.list_price if found is None else found,
            candidates=(*candidates, *self._candidates(Field.LIST_PRICE, lists, reading.currency)),
        )

    def _is_believable(self, prices: list[PriceToken]) -> bool:
        """Whether the amounts can be the price of one product: a selector may fit every tile of a list."""
        if self.ladder.problem not in (problems.LISTING, problems.NOT_A_PRODUCT):
            return True
        if len({token.amount for token in prices}) == 1:
            self.notes.append("without the recipe this page would not be taken for a product's")
            return True
        self.missed.append(Field.PRICE.value)
        self.notes.append("the page looks like a list, and the recipe's price fits several amounts on it")
        return False

    def _confidence(self, prices: list[PriceToken], price: Decimal, currency: str) -> float:
        value = _BASE
        others = {one.source for one in self.ladder.candidates if one.role is Role.CURRENT and _is_same(one, price, currency)}
        value += (1 - value) * min(len(others), 2) * 0.4
        if self.ladder.price is not None and not others:
            value -= _CONTRADICTED
        if len({token.amount for token in prices}) > 1:
            self.notes.append("the recipe's price fits several amounts; the first one counts")
            value -= _AMBIGUOUS
        if self.ladder.problem in (problems.LISTING, problems.NOT_A_PRODUCT):
            value -= _ON_NO_PRODUCT
        return min(0.99, value)

    def _list_price(self, lists: list[PriceToken], price: Decimal, currency: str, *, agrees: bool) -> Decimal | None:
        """The recipe's list price; where the recipe does not look for one, the ladder's if it speaks of the same price.

        That a named list price is not there is an answer: most days there is no sale.
        """
        if self.recipe.selector(Field.LIST_PRICE) is not None:
            return self._fitting(lists, price, currency)
        return self.ladder.list_price if agrees else None

    def _fitting(self, lists: list[PriceToken], price: Decimal, currency: str) -> Decimal | None:
        for token in lists:
            if token.currency in (None, currency) and price < token.amount < price * _MOST_LIST:
                return choose.rounded(token.amount, currency)
        return None

    def _candidates(
        self, field: Field, tokens: list[PriceToken], currency: str, *, won: Decimal | None = None
    ) -> list[Candidate]:
        candidates: list[Candidate] = []
        for place, token in enumerate(tokens):
            amount = choose.rounded(token.unit_amount, currency)
            if any(one.amount == amount for one in candidates):
                continue
            if field is Field.LIST_PRICE:
                reason = "not the price to pay: list"
            else:
                reason = "the shop's recipe says where the price is" if place == 0 else "the recipe's first amount counts"
            candidates.append(
                Candidate(
                    amount=amount,
                    currency=token.currency or currency,
                    role=Role.LIST if field is Field.LIST_PRICE else Role.CURRENT,
                    source="recipe",
                    path=self._path(field),
                    raw=token.raw[:120],
                    won=place == 0 and amount == won,
                    reason=reason,
                )
            )
        return candidates

    def _path(self, field: Field) -> str:
        return f"recipe version {self.recipe.version}, {self.recipe.selector(field)}"

    # -- values

    def _values(self, field: Field) -> list[object]:
        selector = self.recipe.selector(field)
        return [] if selector is None else self.sources.values(selector)

    def _words(self) -> dict[str, object]:
        """What the recipe says besides amounts: the fields it names and finds."""
        found: dict[str, object] = {}
        for field, read in (
            (Field.TITLE, _text),
            (Field.BRAND, _text),
            (Field.SELLER, _text),
            (Field.SKU, _text),
            (Field.MPN, _text),
            (Field.GTIN, lambda value: normalise_gtin(_text(value))),
            (Field.IMAGE, lambda value: self.page.absolute(value)),
            (Field.AVAILABILITY, _availability),
        ):
            if self.recipe.selector(field) is None:
                continue
            answer = next((answer for value in self._values(field) if (answer := read(value))), None)
            if answer is None:
                self.missed.append(field.value)
            else:
                found[field.value] = answer
        return found

    def _amounts(self, field: Field) -> list[PriceToken]:
        """The amounts where the field stands, the first of each place. A list price that is not there is not missed."""
        selector = self.recipe.selector(field)
        if selector is None:
            return []
        tokens = [token for value in self._values(field) if (token := self._amount(value, selector, field)) is not None]
        if not tokens and field is Field.PRICE:
            self.missed.append(field.value)
        return tokens

    def _amount(self, value: object, selector: Selector, field: Field) -> PriceToken | None:
        currency, country = self.currency or self.page.local_currency, self.page.country
        if selector.is_for_machines or not isinstance(value, str):
            is_number = not isinstance(value, str) or value.strip().replace(".", "", 1).isdecimal()
            amount = machine_amount(value, currency, country=country) if is_number else None
            if amount is not None:
                scale = decimals(currency) if selector.in_minor_units else 0
                return PriceToken(amount.scaleb(-scale), None, Role.CURRENT, str(value), 0, 0)
        if not isinstance(value, str):
            return None
        text = in_locale(value, self.recipe.locale) if self.recipe.locale else value
        token = None
        if field is Field.LIST_PRICE:
            tokens = parse_prices(text, currency=currency, country=country)
            token = next((one for one in tokens if one.role is Role.LIST), None)
        token = token or parse_price(text, currency=currency, country=country)
        if token is None or not 0 < token.amount < _MAX_AMOUNT:
            return None
        is_plain = selector.in_minor_units and token.amount == token.amount.to_integral_value() and token.currency is None
        amount = token.amount.scaleb(-decimals(currency)) if is_plain else token.amount
        return replace(token, amount=amount, raw=value.replace(CHUNK, " ")[:120])

    def _stated_currency(self) -> str | None:
        """The currency that the recipe's selector finds."""
        if self.recipe.selector(Field.CURRENCY) is None:
            return None
        for value in self._values(Field.CURRENCY):
            code = currency_of(_text(value), country=self.page.country, expected=self.recipe.currency)
            if code in CURRENCIES:
                return code
        self.missed.append(Field.CURRENCY.value)
        return None

    def _currency(self, token: PriceToken) -> str | None:
        """The currency of the price: where the recipe looks for it, beside the amount, in the recipe, then the ladder's."""
        if self.currency is None and token.currency and self.recipe.currency not in (None, token.currency):
            self.notes.append(f"the price is written in {token.currency}, the recipe expects {self.recipe.currency}")
        stated = (self.currency, token.currency, self.recipe.currency, self.ladder.currency, self.page.local_currency)
        return next((code for code in stated if code in CURRENCIES), None)


def _is_same(one: Candidate, price: Decimal, currency: str) -> bool:
    return one.currency in (None, currency) and choose.rounded(one.amount, currency) == price


def _beaten(one: Candidate, price: Decimal, currency: str) -> Candidate:
    """A candidate of the ladder beside the recipe's price."""
    if one.role is Role.CURRENT and _is_same(one, price, currency):
        return replace(one, won=False, reason="agrees with the shop's recipe")
    return replace(one, won=False, reason=OTHERWISE if one.won or one.role is Role.CURRENT else one.reason)


def _text(value: object) -> str | None:
    return name_of(clean(value)) if isinstance(value, str) else name_of(value)


def _availability(value: object) -> Availability | None:
    """What a value says of the stock: a truth value, a number of pieces, a schema.org word, or words for shoppers."""
    if isinstance(value, (bool, int, float)):
        return Availability.IN_STOCK if value > 0 else Availability.OUT_OF_STOCK
    text = _text(value) or ""
    state = availability_of(text)
    state = stock.said(text) if state is Availability.UNKNOWN else state
    return None if state is Availability.UNKNOWN else state


def _field(name: str) -> Field:
    try:
        return Field(name)
    except ValueError:
        raise Invalid(f"A recipe has no field “{name}”: use one of {', '.join(Field)}.", field=f"selectors.{name}") from None


def _selector(name: str, value: object) -> Selector:
    where = f"selectors.{name}"
    if not isinstance(value, Mapping) or not isinstance(value.get("expression"), str):
        raise Invalid("Give the kind and the expression of a selector.", field=where)
    unknown = sorted(set(value) - {"kind", "expression", "attribute", "in_minor_units"})
    if unknown:
        raise Invalid(f"A selector has no “{unknown[0]}”: use kind, expression, attribute and in_minor_units.", field=where)
    try:
        kind = Kind(value.get("kind"))
    except ValueError:
        raise Invalid(f"“{value.get('kind')}” is no kind of selector: use {', '.join(Kind)}.", field=where) from None
    if value.get("in_minor_units") and name not in AMOUNTS:
        raise Invalid("Only prices are in minor units: leave it out.", field=where)
    attribute = value.get("attribute") or None
    if attribute is not None and not isinstance(attribute, str):
        raise Invalid("The attribute is a name: write it without @, for example content.", field=where)
    selector = Selector(kind, value["expression"].strip(), attribute, bool(value.get("in_minor_units")))
    if problem := objection(selector):
        raise Invalid(problem, field=where)
    return selector


def _locale(name: str | None) -> str | None:
    if not name:
        return None
    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (ValueError, TypeError, UnknownLocaleError):
        raise Invalid(f"“{name}” is no locale: use a name such as de, de_CH or en_IN.", field="locale") from None


def _currency(code: str | None) -> str | None:
    if not code:
        return None
    if code.upper() not in CURRENCIES:
        raise Invalid(f"“{code}” is no currency: use an ISO 4217 code such as EUR.", field="currency")
    return code.upper()
