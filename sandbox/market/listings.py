"""Which shop sells what, under which number and address."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.market.draws import Draws
from sandbox.market.products import MarketProduct, slug_of
from sandbox.market.shops import Shop

#: Base 32 without the letters that are mistaken for digits (Crockford).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MOST_SHOPS = 6
_FEWEST_SHOPS = 2


@dataclass(frozen=True, slots=True)
class MarketListing:
    """A product's page in a shop.

    `path` starts with the shop's prefix; an absolute address is the server's base plus `path`.
    """

    shop: Shop
    product: MarketProduct
    sku: str
    path: str
    title: str

    @property
    def key(self) -> tuple[str, str]:
        """The shop's slug and the sku: what names a listing in the market."""
        return self.shop.slug, self.sku


def stock_shops(seed: int, shops: Sequence[Shop], products: Iterable[MarketProduct]) -> list[MarketListing]:
    """All listings: each product in two to six shops, the first of a category in all rupee shops that have it."""
    draws = {shop.slug: Draws(seed, "assortment", shop.slug) for shop in shops}
    taken: set[tuple[str, str]] = set()
    stocked: Counter[str] = Counter()
    listings = []
    for number, product in enumerate(products):
        candidates = [shop for shop in shops if product.category in shop.assortment]
        flagship = stocked[product.category] == 0
        stocked[product.category] += 1
        ranked = sorted(
            candidates, key=lambda shop: draws[shop.slug].below(1_000_000, number) // shop.assortment[product.category]
        )
        wanted = sum(1 for shop in candidates if draws[shop.slug].chance(shop.assortment[product.category], number, 1))
        wanted = max(_FEWEST_SHOPS, min(_MOST_SHOPS, wanted))
        chosen = [shop for shop in candidates if shop.currency == "INR"] if flagship else []
        chosen += [shop for shop in ranked if shop not in chosen]
        chosen = chosen[: _MOST_SHOPS if flagship else wanted]
        listings += [_listing(shop, product, _free_sku(seed, shop, product, taken)) for shop in chosen]
    return listings


def _free_sku(seed: int, shop: Shop, product: MarketProduct, taken: set[tuple[str, str]]) -> str:
    """The shop's own number for the product: drawn from the product's key, drawn again where it is taken."""
    draws = Draws(seed, "sku", shop.slug, product.key)
    for attempt in range(1000):
        code = "".join(draws.pick(_ALPHABET, attempt, place) for place in range(8))
        sku = shop.sku_form.format(code=code, number=draws.between(100_000, 999_999, attempt, 9))
        if (shop.slug, sku) not in taken:
            taken.add((shop.slug, sku))
            return sku
    raise AssertionError("a thousand numbers were taken")


def _listing(shop: Shop, product: MarketProduct, sku: str) -> MarketListing:
    variant = " ".join(product.variant)
    title = shop.title_form.format(name=product.name, variant=variant) if variant else product.name
    return MarketListing(shop, product, sku, shop.prefix + shop.page.format(sku=sku, slug=slug_of(title)), title)
