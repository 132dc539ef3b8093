"""The ladder: from the bytes of a page to one reading, each rung only climbed when those below did not settle it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from lib.gtin import normalise_gtin
from lib.money import CURRENCIES
from lib.vocabulary import Availability, Condition
from scraping.extraction import (
    amazon,
    choose,
    entity,
    jsonld,
    meta,
    microdata,
    problems,
    running_text,
    state,
    stock,
    title,
    visible,
)
from scraping.extraction.evidence import Evidence
from scraping.extraction.jsonld import Item
from scraping.extraction.offers import name_of
from scraping.extraction.page import Page, clean
from scraping.extraction.reading import Candidate, Reading, Role
from scraping.extraction.recipe import Recipe, follow

MAX_CANDIDATES = 40
_GTIN_KEYS = ("gtin14", "gtin13", "gtin12", "gtin8", "gtin", "ean", "isbn", "productID", "sku")


def extract(
    html: str | bytes,
    url: str,
    *,
    content_type: str | None = None,
    expected_currency: str | None = None,
    country: str | None = None,
    recipe: Recipe | None = None,
    earlier: Sequence[Decimal] = (),
) -> Reading:
    """What the page at `url` says of its product.

    `html` is the page as text or as bytes; `content_type` the header it came with (its charset is used, and what is no HTML
    refused); `expected_currency` (ISO 4217) what the listing's earlier readings had and `country` (ISO 3166) the shop's: both
    only settle what the page leaves ambiguous; the shop's `recipe`, where it has one, wins over the ladder (decision 0030).
    `earlier` are the listing's accepted prices, newest first, in major units of `expected_currency`: they decide between
    amounts that the page supports alike, and nothing else.
    Never raises on any page: one that cannot be read has a `problem`.
    """
    if recipe is not None and recipe.currency:
        expected_currency = recipe.currency
    page = Page(html, url, content_type=content_type, expected_currency=expected_currency, country=country)
    problem = problems.before_reading(page)
    if problem:
        return Reading(url=url, title=page.title_tag or None, problem=problem)
    reading = _Attempt(page).amazon() if amazon.is_amazon(page) else _Attempt(page, earlier).climb()
    return reading if recipe is None else follow(recipe, page, reading)


class _Attempt:
    """One climb: collects evidence rung by rung and turns it into a reading."""

    def __init__(self, page: Page, earlier: Sequence[Decimal] = ()):
        self.page = page
        self.earlier = earlier
        self.found: list[Evidence] = []
        self.item: Item | None = None
        self.kinds: set[str] = set()
        self.title: str | None = None
        self.availability = Availability.UNKNOWN
        self.visible: list[Evidence] | None = None
        self.texts: list[str] | None = None

    # -- the rungs

    def climb(self) -> Reading:
        """The rungs in order: JSON-LD, meta tags, microdata, RDFa, and then what a shopper sees."""
        page = self.page
        marked, self.kinds = jsonld.items(page)
        match = entity.main_item(page, marked)
        if entity.is_listing(page, marked, match) or (
            problems.is_listing_address(page) and (match is None or not match.address)
        ):
            return self.refuse(problems.LISTING)
        if match is not None and entity.is_category(page, match):
            return self.refuse(problems.LISTING)
        if match is not None and (not match.item.listed or match.address or match.name >= 0.5):
            self.take(match.item)
        self.found += meta.evidence(page)
        leading = choose.leaders(self.found)
        if self._is_settled(leading):
            return self.accept(leading[0], leading)
        listing = False
        if microdata.may_be_marked(page):
            listing = self.take_marked(microdata.items(page))
            leading = choose.leaders(self.found)
        if not leading and not listing and microdata.may_be_rdfa(page):
            listing = self.take_marked(microdata.rdfa_items(page))
            leading = choose.leaders(self.found)
        if listing:
            return self.refuse(problems.LISTING)
        return self.accept(self.best_marked(leading), leading) if leading else self.look()

    def best_marked(self, leading: list[Evidence]) -> Evidence:
        """The price among what is marked for machines; what is visible decides where those that could be it disagree."""
        rivals = leading + choose.rivals(self.found, leading[0])[1:]
        for_all = [one for one in rivals if one.role is not Role.MEMBER and not one.net]
        if choose.agree(for_all or rivals):
            return (for_all or rivals)[0]
        return choose.settle(rivals, self.see(), earlier=self.earlier, currency=self.page.expected_currency)

    def take_marked(self, marked: list[Item]) -> bool:
        """Takes the page's own thing among those that the DOM marks; whether they are the entries of a listing instead."""
        match = entity.main_item(self.page, marked)
        if self.item is None and entity.is_listing(self.page, marked, match):
            return True
        if match is not None:
            self.take(match.item)
        return False

    def take(self, item: Item) -> None:
        """Makes `item` a source: its offers are evidence, and it names the product where no item did before."""
        offers = entity.own_offers(self.page, item)
        self.found += entity.evidence(self.page, item, offers)
        state = entity.availability(self.page, item, offers)
        if self.availability is Availability.UNKNOWN:
            self.availability = state
        if self.item is None or (not self.item.node.get("name") and item.node.get("name")):
            self.item = item
        self.title = self.title or title.from_item(self.page, name_of(item.node.get("name")), name_of(item.node.get("brand")))

    def see(self) -> list[Evidence]:
        """The visible prices, looked at once."""
        if self.visible is None:
            self.visible = visible.evidence(self.page, self.title or title.from_meta(self.page))
        return self.visible

    def lines(self) -> list[str]:
        """The texts of the body, taken once."""
        if self.texts is None:
            self.texts = running_text.lines(self.page)
        return self.texts

    def look(self) -> Reading:
        """The last rungs: nothing is marked for machines, so the price is what a shopper sees, if anything speaks for a
        product.
        """
        page = self.page
        problem = None if self.item or entity.is_product_page(page) else problems.without_product(page, self.kinds)
        if problem:
            return self.refuse(problem)
        self.title = self.title or title.from_headlines(page)
        seen = self.see()
        if self.item is None and choose.is_list(seen):
            return self.refuse(problems.LISTING)
        winner = choose.best_of(seen)
        embedded = state.evidence(page, self.title) if winner is None or winner.weight < choose.CLEAR_CSS else []
        confirmed = next(
            (one for one in embedded if any(choose.same(one, spot) and spot.role is Role.CURRENT for spot in seen)), None
        )
        if confirmed is not None:
            self.found += embedded
            return self.accept(confirmed, [confirmed])
        if winner is None or winner.weight < choose.ENOUGH_CSS + 1.4:
            winner = self.read_text(winner)
        if winner is None and not seen:
            winner = next((one for one in embedded if one.currency and "." in one.raw), None)
        if winner is None or not self._is_enough(winner):
            return self.refuse(None)
        return self.accept(winner, [])

    def read_text(self, winner: Evidence | None) -> Evidence | None:
        """The best of the running text where it is clearer than the visible `winner` so far, else that."""
        start = running_text.title_line(self.lines(), self.title)
        found = running_text.evidence(self.page, self.lines(), start)
        self.found += found[:10]
        best = choose.best_of(found)
        agreeing = [
            one for one in found[:3] if winner and one.role is Role.CURRENT and one.weight > 1.5 and choose.same(one, winner)
        ]
        if winner is not None and agreeing:
            winner.weight = max(winner.weight + 1.0, agreeing[0].weight)  # seen in two ways
            winner.currency = winner.currency or agreeing[0].currency
            return winner
        if best is None or best.weight < choose.ENOUGH_TEXT or (winner is not None and best.weight <= 4):
            return winner
        if self.availability is Availability.UNKNOWN and running_text.out_of_stock_line(self.lines(), start):
            self.availability = Availability.OUT_OF_STOCK
        return best

    def amazon(self) -> Reading:
        page = self.page
        if amazon.is_listing(page):
            return self.refuse(problems.LISTING)
        box = amazon.read(page)
        self.found, self.title, self.availability = box.evidence, box.title or title.from_meta(page), box.availability
        winner = choose.best_of(box.evidence)
        if winner is None:
            gone = box.title is not None and box.availability is Availability.OUT_OF_STOCK
            return self.refuse(None if gone else problems.NO_PRICE, brand=box.brand, image=box.image)
        return self.accept(winner, [winner], brand=box.brand, image=box.image)

    # -- verdicts

    def _is_settled(self, leading: list[Evidence]) -> bool:
        """Whether no DOM is needed: marks agree on one current price of the page's own thing."""
        if not leading or leading[0].source != "json-ld":
            return False
        first = leading[0]
        plain = first.role is Role.CURRENT and first.currency is not None and len(choose.rivals(self.found, first)) == 1
        return plain and choose.agree(leading)

    def _is_enough(self, winner: Evidence) -> bool:
        """Whether what is only seen is strong enough to be called the price of a product."""
        if winner.source == "state":
            return True
        needed = choose.ENOUGH_CSS if winner.source == "css" else choose.ENOUGH_TEXT
        if self.item is None and problems.names_a_category(self.page):
            needed += 2.5
        if self.item is not None and self.availability is Availability.OUT_OF_STOCK:
            needed = choose.CLEAR_CSS  # the shop gives the gone product no price, so this one is likelier another's
        return winner.weight >= needed and self._looks_like_product(winner)

    def _looks_like_product(self, winner: Evidence) -> bool:
        if self.item is not None or len(self.page.data) < 120_000 or "product" in (self.page.metas.get("og:type") or ""):
            return True
        if (
            winner.source == "css"
            and winner.weight >= choose.PLAIN_CSS
            and self.page.path
            and not problems.names_a_category(self.page)
        ):
            return True
        return running_text.has_buy_words(self.lines())

    def accept(
        self, winner: Evidence, leading: list[Evidence], *, brand: str | None = None, image: str | None = None
    ) -> Reading:
        currency = self._currency(winner)
        if currency is None:
            return self.refuse(problems.NO_CURRENCY)
        price = choose.rounded(winner.amount, currency)
        return self._reading(
            brand=brand,
            image=image,
            price=price,
            list_price=self._list_price(winner, price, currency),
            currency=currency,
            condition=winner.condition if winner.condition is not Condition.UNKNOWN else self._condition(winner),
            seller=winner.seller,
            source=winner.source,
            path=winner.path,
            confidence=choose.certainty(winner, leading, self.visible or []),
            candidates=self._candidates(winner),
        )

    def refuse(self, problem: str | None, *, brand: str | None = None, image: str | None = None) -> Reading:
        reading = self._reading(brand=brand, image=image, candidates=self._candidates(None))
        if problem is None and reading.availability is Availability.OUT_OF_STOCK:
            return reading
        if problem is None and not self.found and not self.visible:
            self.lines()
        problem = problem or problems.without_price(self.page, has_product=self.item is not None, texts=self.texts)
        return replace(reading, problem=problem)

    def _reading(self, *, brand: str | None, image: str | None, **values) -> Reading:
        page, node = self.page, self.item.node if self.item else {}
        return Reading(
            url=page.url,
            title=self.title or (title.from_headlines(page) if page.is_parsed else title.from_meta(page)),
            brand=brand
            or name_of(node.get("brand"))
            or name_of(node.get("manufacturer"))
            or clean(page.metas.get("product:brand"))
            or None,
            availability=self._availability(),
            sku=name_of(node.get("sku")) or clean(page.metas.get("product:retailer_item_id")) or None,
            mpn=name_of(node.get("mpn")),
            gtin=next((gtin for key in _GTIN_KEYS if key in node and (gtin := normalise_gtin(name_of(node[key])))), None),
            image_url=image or page.absolute(_image_of(node.get("image"))) or page.absolute(page.metas.get("og:image")),
            canonical_url=page.canonical_url,
            **values,
        )

    def _availability(self) -> Availability:
        state = self.availability
        if state is Availability.UNKNOWN:
            state = meta.availability(self.page)
        if state is Availability.LIMITED or (state is Availability.UNKNOWN and self.page.is_parsed):
            seen = stock.shown(self.page)
            state = seen if seen is not Availability.UNKNOWN else state
        return state

    def _currency(self, winner: Evidence) -> str | None:
        page = self.page
        candidates = [winner.currency]
        candidates += [one.currency for one in self.found if choose.same(one, winner)]
        candidates += [one.currency for one in self.visible or () if choose.same(one, winner)]
        candidates += [one.currency for one in self.found if one.source in choose.STRUCTURED]
        candidates.append(page.local_currency)
        return next((code for code in candidates if code in CURRENCIES), None)

    def _list_price(self, winner: Evidence, price: Decimal, currency: str) -> Decimal | None:
        stated = [winner.list_amount] + [one.amount for one in self.found if one.role is Role.LIST]
        if winner.source == "css":
            stated += [one.amount for one in self.visible or () if one.role is Role.LIST and one.weight > -1]
        for amount in stated:
            if amount is not None and price < amount < price * 20:
                return choose.rounded(amount, currency)
        return None

    def _condition(self, winner: Evidence) -> Condition:
        return Condition.USED if winner.role is Role.USED else Condition.UNKNOWN

    def _candidates(self, winner: Evidence | None) -> tuple[Candidate, ...]:
        seen = self.found + (self.visible or [])
        if winner is not None and all(one is not winner for one in seen):
            seen = [winner, *seen]
        return tuple(
            Candidate(
                amount=one.amount,
                currency=one.currency,
                role=one.role,
                source=one.source,
                path=one.path,
                raw=one.raw,
                won=one is winner,
                reason=_reason(one, winner),
            )
            for one in seen[:MAX_CANDIDATES]
        )


def _reason(one: Evidence, winner: Evidence | None) -> str:
    if one is winner:
        return one.reason or "the page's own product, by the most trusted source that names a price"
    if winner is not None and choose.same(one, winner):
        return "agrees with the price"
    if one.role is not Role.CURRENT:
        return f"not the price to pay: {one.role.value}"
    if one.net:
        return "named as without tax"
    return "another amount than the more trusted sources name"


def _image_of(value: object) -> str | None:
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return value if isinstance(value, str) else None
