"""Products: what a page says of one, and the brands and categories around it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from catalog.models import Brand, Category, Identifier, Listing, Product


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of its product. Empty strings where it says nothing; `gtin` is a valid GTIN-14 or empty."""

    title: str
    brand: str = ""
    image_url: str = ""
    sku: str = ""
    mpn: str = ""
    gtin: str = ""
    seller: str = ""
    condition: str = "unknown"


@transaction.atomic
def describe_listing(*, listing: Listing, facts: PageFacts, at: datetime) -> Listing:
    """Write what the page says on the listing, and place it with its product.

    A listing without a product joins the product that has the same GTIN; nothing weaker joins by itself, so else a new product
    is made of the page's words. A product that is there already is left as it is: people may have corrected it.
    """
    fields = {
        "title": facts.title[:500] or listing.title,
        "brand_name": facts.brand[:120] or listing.brand_name,
        "image_url": facts.image_url[:2048] or listing.image_url,
        "sku": facts.sku[:120] or listing.sku,
        "gtin": facts.gtin or listing.gtin,
        "seller": facts.seller[:200] or listing.seller,
        "condition": facts.condition if facts.condition != "unknown" else listing.condition,
    }
    changed = [name for name, value in fields.items() if getattr(listing, name) != value]
    for name in changed:
        setattr(listing, name, fields[name])
    if listing.product_id is None:
        listing.product = _product_for(facts, at)
        changed.append("product")
    if changed:
        listing.save(update_fields=changed)
    return listing


def _product_for(facts: PageFacts, at: datetime) -> Product:
    if facts.gtin and (known := Identifier.objects.gtin(facts.gtin).select_related("product").first()):
        return known.product
    product = Product.objects.create(
        name=facts.title[:300], brand=ensure_brand(facts.brand), image_url=facts.image_url[:2048], created_at=at, updated_at=at
    )
    for scheme, value in (("gtin", facts.gtin), ("mpn", facts.mpn[:80])):
        if value:
            Identifier.objects.create(product=product, scheme=scheme, value=value, source="page", created_at=at)
    return product


def ensure_brand(name: str) -> Brand | None:
    """The brand of this name, however it is capitalised; made where it is new, None for an empty name."""
    name = " ".join(name.split())[:120]
    slug = slugify(name, allow_unicode=True)[:140]
    if not slug:
        return None
    return Brand.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def ensure_category(name: str, *, slug: str | None = None, parent: Category | None = None) -> Category:
    """The category of this name; made where it is new. `slug` defaults to the name with underscores, as contracts write it."""
    slug = slug or slugify(name).replace("-", "_")
    return Category.objects.get_or_create(slug=slug, defaults={"name": name, "parent": parent})[0]
