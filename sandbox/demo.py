"""Demo data: the market's shops, products and a year of their prices, loaded through the services like anything else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction

from catalog.models import Brand, Category, Listing, Product, ProductGroup, Store
from catalog.services import (
    KnownListing,
    KnownProduct,
    ensure_brand,
    ensure_category,
    import_listings,
    import_products,
    register_store,
)
from lib.gtin import normalise_gtin
from pricing.services import KnownSpan, import_history, refresh_summaries
from sales.services import save_sale
from sandbox.market import Market, MarketListing, MarketProduct, Quote, Shop
from scraping.retailers import canonicalise

#: How often the demo looks at each page.
CHECK_INTERVAL = timedelta(minutes=30)
#: Checks that made the history came this often, so a price was last seen a little before the next was first seen.
_SIGHT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was loaded."""

    stores: int
    products: int
    listings: int
    points: int
    sales: int


@transaction.atomic
def load_market(*, market: Market, base_url: str, at: datetime, days: int = 365) -> Loaded:
    """Load the market as shown at `base_url` ("http://127.0.0.1:8001"), with the prices of the `days` before `at`.

    Into a catalogue that knows none of it: the database refuses a second load, and nothing is written then. Every twelfth page
    is left for people to paste (`Market.new_pages`).
    """
    stores = {shop.slug: _register(shop, base_url, at) for shop in market.shops}
    products = _load_products(market, base_url, at)
    left_out = {page.key for page in market.new_pages}
    pages = [page for page in market.listings() if page.key not in left_out]
    listings = _load_listings(pages, stores, products, base_url, at)
    points = import_history(_spans(market, pages, listings, at - timedelta(days=days), at))
    refresh_summaries(product_ids=[product.pk for product in products.values()], at=at)
    sales = [sale for sale in market.sales_between(at - timedelta(days=days), at + timedelta(days=60)) if sale.announced]
    for sale in sales:
        save_sale(
            store=stores[sale.shop.slug],
            title=sale.title,
            discount_summary=sale.discount_summary,
            category=ensure_category(_words(sale.category), slug=sale.category) if sale.category else None,
            starts_at=sale.starts,
            ends_at=sale.ends,
            url=f"{base_url}{sale.shop.prefix}",
            at=at,
        )
    return Loaded(len(stores), len(products), len(listings), points, len(sales))


def _register(shop: Shop, base_url: str, at: datetime) -> Store:
    return register_store(
        slug=shop.slug,
        domains=[(urlsplit(base_url).netloc, shop.prefix)],
        at=at,
        name=shop.name,
        homepage=f"{base_url}{shop.prefix}",
        country=shop.country,
        currency=shop.currency,
        delivery_fee=shop.delivery_minor,
        free_delivery_from=shop.free_delivery_from_minor,
        delivery_days=shop.delivery_days[1],
        crawl_delay=0,
    )


def _words(slug: str) -> str:
    return slug.replace("_", " ").capitalize()


def _load_products(market: Market, base_url: str, at: datetime) -> dict[str, Product]:
    """The market's products by their key."""
    brands = {name: ensure_brand(name) for name in {product.brand for product in market.products} if name}
    categories = {slug: ensure_category(_words(slug), slug=slug) for slug in {product.category for product in market.products}}
    names = {(product.group, product.brand) for product in market.products}
    groups = {
        (group.name, group.brand and group.brand.name): group
        for group in ProductGroup.objects.bulk_create(
            ProductGroup(name=name, brand=brands.get(brand)) for name, brand in sorted(names, key=str)
        )
    }
    known = [
        _known_product(product, brands, categories[product.category], groups[product.group, product.brand], market, base_url)
        for product in market.products
    ]
    loaded = import_products(known, source="demo", at=at)
    return {product.key: row for product, row in zip(market.products, loaded, strict=True)}


def _known_product(
    product: MarketProduct, brands: dict[str, Brand], category: Category, group: ProductGroup, market: Market, base_url: str
) -> KnownProduct:
    page = market.listings_of(product)[0]
    numbers = {"gtin": product.gtin and normalise_gtin(product.gtin), "mpn": product.mpn}
    facts = product.nutrition
    return KnownProduct(
        fields={
            "name": product.name if product.category == "whey_protein" else product.title,
            "brand": brands.get(product.brand),
            "category": category,
            "group": group,
            "flavor": product.flavor or "",
            "net_quantity": product.net_grams,
            "net_unit": "g" if product.net_grams else "",
            "servings": product.servings,
            "is_organic": bool(product.is_organic),
            "image_url": f"{base_url}{page.shop.prefix}img/{page.sku}.svg",
            "description": product.description,
            "attributes": dict(product.attributes),
        },
        identifiers={scheme: value for scheme, value in numbers.items() if value},
        nutrition=facts
        and {
            "serving_grams": facts.serving_g,
            "protein_per_serving": facts.protein_g,
            "carbs_per_serving": facts.carbs_g,
            "fat_per_serving": facts.fat_g,
            "calories_per_serving": facts.calories,
            "bcaa_per_serving": facts.bcaa_g,
            "glutamine_per_serving": facts.glutamine_g,
            "protein_percent": round(facts.protein_g * 100 / facts.serving_g, 2),
            "digestibility": facts.digestibility,
            "ingredients": list(facts.ingredients),
        },
    )


def _load_listings(
    pages: Sequence[MarketListing], stores: dict[str, Store], products: dict[str, Product], base_url: str, at: datetime
) -> list[Listing]:
    """The listings of the pages, in their order; their next checks are spread over the interval."""
    known = [
        KnownListing(
            store=stores[page.shop.slug],
            product=products[page.product.key],
            canonical_url=canonicalise(f"{base_url}{page.path}").url,
            next_check_at=at + CHECK_INTERVAL * (place + 1) / len(pages),
            check_interval=CHECK_INTERVAL,
            fields={
                "title": page.title,
                "brand_name": page.product.brand or "",
                "image_url": f"{base_url}{page.shop.prefix}img/{page.sku}.svg",
                "sku": page.sku,
                "gtin": (page.product.gtin and normalise_gtin(page.product.gtin)) or "",
                "condition": "new",
                "last_checked_at": at,
                "last_outcome": "ok",
            },
        )
        for place, page in enumerate(pages)
    ]
    return import_listings(known, at=at)


def _spans(
    market: Market, pages: Sequence[MarketListing], listings: Sequence[Listing], start: datetime, end: datetime
) -> Iterator[KnownSpan]:
    """What a tracker would have recorded: glitches doubted and overtaken, equal prices on both sides of one joined."""
    for page, listing in zip(pages, listings, strict=True):
        shown: tuple[datetime, datetime, Quote] | None = None
        for span in market.history(page.shop, page.sku, start, end):
            if span.quote.is_glitch:
                yield _known(listing, span.start, span.end, span.quote, reason="implausible; the next reading did not agree")
            elif shown and _price(shown[2]) == _price(span.quote):
                shown = (shown[0], span.end, span.quote)
            else:
                if shown:
                    yield _known(listing, *shown)
                shown = (span.start, span.end, span.quote)
        if shown:
            yield _known(listing, *shown)


def _price(quote: Quote) -> tuple:
    return quote.amount_minor, quote.list_minor, quote.currency, quote.availability


def _known(listing: Listing, start: datetime, end: datetime, quote: Quote, reason: str = "") -> KnownSpan:
    return KnownSpan(
        listing_id=listing.pk,
        observed_at=start,
        last_seen_at=max(start, end - _SIGHT),
        amount=quote.amount_minor,
        list_amount=quote.list_minor,
        currency=quote.currency,
        availability=quote.availability.value,
        source="demo",
        reason=reason,
    )
