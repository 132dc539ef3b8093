"""Products as lists show them, and what shops ask for one of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from catalog.models import Product
from pricing.models import Offer


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list. Amounts in minor units of `currency`; None where no shop has it for sale.

    `best_store` asks `min_amount`, which is `discount_percent` below its list price, if it has one. `changed_at` is the instant
    of the newest fact. A pack holds `net_quantity` of `net_unit` (g, ml, piece), where that is known.
    """

    product_id: int
    name: str
    brand: str
    flavor: str
    image_url: str
    currency: str
    min_amount: int | None
    max_amount: int | None
    mean_amount: int | None
    discount_percent: Decimal | None
    trend: str
    best_store: str
    store_count: int
    buyable_store_count: int
    changed_at: datetime
    net_quantity: Decimal | None
    net_unit: str


_CARD_COLUMNS = (
    "id",
    "name",
    "brand__name",
    "flavor",
    "image_url",
    "summary__currency",
    "summary__min_amount",
    "summary__max_amount",
    "summary__mean_30d",
    "summary__discount_percent",
    "summary__trend",
    "summary__best_offer__listing__store__name",
    "stores",
    "buyable_stores",
    "updated_at",
    "summary__refreshed_at",
    "net_quantity",
    "net_unit",
)


def product_cards(product_ids: Collection[int]) -> list[ProductCard]:
    """The cards of the products, in the order of `product_ids`; ids that nobody has are left out. One statement."""
    if not product_ids:
        return []
    offers = Offer.objects.comparable().filter(listing__product=OuterRef("pk"))
    rows = Product.objects.filter(pk__in=product_ids).annotate(
        stores=_store_count(offers), buyable_stores=_store_count(offers.buyable())
    )
    cards = {row[0]: _card(row) for row in rows.values_list(*_CARD_COLUMNS)}
    return [cards[key] for key in product_ids if key in cards]


def _store_count(offers: QuerySet) -> Subquery:
    """How many different shops these offers are of."""
    counted = offers.order_by().values("listing__product").annotate(count=Count("listing__store", distinct=True))
    return Subquery(counted.values("count"), output_field=IntegerField())


def _card(row: Sequence) -> ProductCard:
    (
        key,
        name,
        brand,
        flavor,
        image_url,
        currency,
        low,
        high,
        mean,
        discount,
        trend,
        store,
        stores,
        buyable,
        updated,
        refreshed,
        net_quantity,
        net_unit,
    ) = row
    return ProductCard(
        product_id=key,
        name=name,
        brand=brand or "",
        flavor=flavor,
        image_url=image_url,
        currency=currency or "",
        min_amount=low,
        max_amount=high,
        mean_amount=mean,
        discount_percent=discount,
        trend=trend or "stable",
        best_store=store or "",
        store_count=stores or 0,
        buyable_store_count=buyable or 0,
        changed_at=max(updated, refreshed) if refreshed else updated,
        net_quantity=net_quantity,
        net_unit=net_unit,
    )


@dataclass(frozen=True, slots=True)
class PriceBoard:
    """What every shop asks for a product now: what can be bought first, the cheapest on top; then what cannot.

    `currency` is the one that most of what can be bought is sold in; amounts of other ones are shown and not compared.
    """

    product: Product
    currency: str
    offers: tuple[Offer, ...]

    @property
    def buyable(self) -> list[Offer]:
        """The offers that can be compared and bought, cheapest first."""
        return [offer for offer in self.offers if offer.is_buyable and offer.currency == self.currency]


def price_board(product_id: int) -> PriceBoard | None:
    """The product's offers with listing and shop; None for an id that nobody has. Two statements."""
    return next(iter(price_boards([product_id])), None)


def price_boards(product_ids: Collection[int]) -> list[PriceBoard]:
    """The boards of these products, in their order, each with brand, category, nutrition and summary. Two statements.

    Ids that nobody has are left out.
    """
    products = Product.objects.with_labels().in_bulk(product_ids)
    offers: dict[int, list[Offer]] = {key: [] for key in products}
    if products:
        of_all = Offer.objects.comparable().filter(listing__product__in=products).exclude(amount=None)
        for offer in of_all.select_related("listing__store").order_by():
            offers[offer.listing.product_id].append(offer)
    return [_board(products[key], offers[key]) for key in product_ids if key in products]


def _board(product: Product, offers: list[Offer]) -> PriceBoard:
    summary = getattr(product, "summary", None)
    currency = summary.currency if summary else ""

    def place(offer: Offer) -> tuple:
        return (not offer.is_buyable, offer.currency != currency, offer.currency, offer.amount, offer.pk)

    return PriceBoard(product, currency, tuple(sorted(offers, key=place)))


def widely_offered(*, limit: int, category: str = "", first: Mapping[int, int] | None = None) -> list[int]:
    """Ids of products that can be bought: those of `first` (id: weight) by weight, then those in most shops. One statement.

    `category` is a slug; empty: all.
    """
    products = Product.objects.filter(summary__min_amount__isnull=False)
    if category:
        products = products.filter(category__slug=category)
    if first:
        weights = [When(pk=key, then=Value(weight)) for key, weight in first.items()]
        products = products.annotate(weight=Case(*weights, default=Value(0), output_field=IntegerField()))
    order = [*([F("weight").desc()] if first else []), F("summary__buyable_count").desc(), "pk"]
    return list(products.order_by(*order).values_list("pk", flat=True)[:limit])
