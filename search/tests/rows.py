"""A small catalogue with prices, and short ways to index and to ask."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from catalog.models import Brand, Category, Listing, Nutrition, Product, Store
from catalog.services import ensure_brand
from lib.vocabulary import Availability
from pricing.services import PriceReading, record_readings
from search import services
from search.queries import SearchPage, SearchQuery, Sort, search_products

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Catalogue:
    """Makes products, and prices of them."""

    clock: datetime = NOON

    def store(self, slug: str) -> Store:
        """The shop with this slug."""
        return Store.objects.get_or_create(slug=slug, defaults={"name": slug.title(), "created_at": NOON})[0]

    def category(self, slug: str, parent: str = "") -> Category:
        """The category with this slug, below another one."""
        above = self.category(parent) if parent else None
        name = slug.replace("_", " ").title()
        return Category.objects.get_or_create(slug=slug, defaults={"name": name, "parent": above})[0]

    def product(
        self, name: str, *, brand: str = "", category: str = "", protein: str | None = None, days: int = 0, **fields
    ) -> Product:
        """A product that was added `days` days after the clock's start."""
        at = NOON + timedelta(days=days)
        of = ensure_brand(brand) if brand else None
        kind = self.category(category) if category else None
        product = Product.objects.create(name=name, brand=of, category=kind, created_at=at, updated_at=at, **fields)
        if protein is not None:
            Nutrition.objects.create(product=product, protein_per_serving=protein)
        return product

    def price(
        self,
        product: Product,
        amount: int | None,
        *,
        shop: str = "kirana",
        currency: str = "INR",
        list_amount: int | None = None,
        in_stock: bool = True,
    ) -> None:
        """Record a price of `amount` minor units in the shop, ten seconds after whatever was recorded before."""
        self.clock += timedelta(seconds=10)
        listing = Listing.objects.get_or_create(
            canonical_url=f"https://{shop}.example/{product.pk}",
            defaults={
                "store": self.store(shop),
                "product": product,
                "title": product.name,
                "state": "active",
                "state_since": NOON,
                "next_check_at": NOON,
                "check_interval": timedelta(hours=1),
                "created_at": NOON,
            },
        )[0]
        availability = Availability.IN_STOCK if in_stock else Availability.OUT_OF_STOCK
        record_readings([PriceReading(listing.pk, self.clock, amount, currency, availability, list_amount)])

    def sold(self, name: str, amount: int, *, list_amount: int | None = None, shop: str = "kirana", **fields) -> Product:
        """A product with a price."""
        product = self.product(name, **fields)
        self.price(product, amount, list_amount=list_amount, shop=shop)
        return product

    def rename_brand(self, old: str, new: str) -> None:
        """Give a brand another name."""
        Brand.objects.filter(name=old).update(name=new)

    def index(self) -> int:
        """Sweep at the clock's time; answers how many products were pending."""
        return services.index_pending(at=self.clock)


def ask(text: str = "", **fields) -> SearchPage:
    """One search."""
    return search_products(SearchQuery(text=text, **fields))


def names(text: str = "", **fields) -> list[str]:
    """The names of the products found, in order."""
    found = ask(text, **fields).product_ids
    products = Product.objects.in_bulk(found)
    return [products[pk].name for pk in found]


def walk(text: str = "", *, between=lambda: None, limit: int = 3, sort: Sort = Sort.RELEVANCE, **fields) -> list[int]:
    """The keys of all products, page by page along the cursors; `between` happens after each page."""
    page = ask(text, limit=limit, sort=sort, **fields)
    found = [*page.product_ids]
    while page.next_cursor:
        between()
        page = ask(text, limit=limit, sort=sort, cursor=page.next_cursor, **fields)
        found += page.product_ids
    return found
