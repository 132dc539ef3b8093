"""What can be done with the catalogue. Each function is one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from catalog.models import Brand, Category, Identifier, Listing, ListingAlias, Product, Store, StoreDomain

#: Pause between two checks of a listing until its own rhythm is known.
DEFAULT_CHECK_INTERVAL = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What is known of a shop before it is in the catalogue; empty strings where nothing is."""

    name: str
    country: str = ""
    currency: str = ""


def find_store(url: str) -> Store | None:
    """The shop to which `url` belongs: the domain whose host matches and whose path prefix is the longest one that fits."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    fitting = [d for d in StoreDomain.objects.filter(host=host).select_related("store") if parts.path.startswith(d.path_prefix)]
    return max(fitting, key=lambda domain: len(domain.path_prefix)).store if fitting else None


@transaction.atomic
def ensure_store(*, url: str, facts: StoreFacts, at: datetime) -> Store:
    """The shop of `url`, created from `facts` with the URL's host as its domain where it is not known yet."""
    if store := find_store(url):
        return store
    host = urlsplit(url).netloc.removeprefix("www.")
    store = Store.objects.create(
        name=facts.name[:120],
        slug=_free_slug(Store, facts.name),
        homepage=f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/",
        country=facts.country,
        currency=facts.currency,
        created_at=at,
    )
    domain, created = StoreDomain.objects.get_or_create(host=host, path_prefix="", defaults={"store": store})
    if not created:  # another request met the shop first
        store.delete()
    return domain.store


def _free_slug(model, name: str) -> str:
    """A slug for `name` that no row of `model` has."""
    base = (slugify(name, allow_unicode=False) or "shop")[:120]
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@transaction.atomic
def add_listing(
    *,
    store: Store,
    canonical_url: str,
    pasted_url: str,
    at: datetime,
    retailer_key: str = "",
    check_interval: timedelta = DEFAULT_CHECK_INTERVAL,
) -> tuple[Listing, bool]:
    """The listing of a page and whether it is new. A new one is due at once.

    The page may be known under its canonical URL, under another one it was pasted with, or as a page that was merged.
    """
    known = find_listing(canonical_url) or find_listing(pasted_url)
    created = False
    if known is None:
        try:
            with transaction.atomic():
                known = Listing.objects.create(
                    store=store,
                    canonical_url=canonical_url,
                    retailer_key=retailer_key,
                    title=f"Tracking new product from {urlsplit(canonical_url).netloc}...",
                    state_since=at,
                    next_check_at=at,
                    check_interval=check_interval,
                    created_at=at,
                )
            created = True
        except IntegrityError:  # pasted twice at the same moment
            known = Listing.objects.get(canonical_url=canonical_url)
    if pasted_url != known.canonical_url:
        ListingAlias.objects.get_or_create(url=pasted_url, defaults={"listing": known, "created_at": at})
    return known, created


def find_listing(url: str) -> Listing | None:
    """The listing whose page `url` is, by its canonical URL or an alias; of a merged one, the listing it was merged into."""
    listing = (
        Listing.objects.filter(Q(canonical_url=url) | Q(aliases__url=url)).select_related("merged_into").order_by("id").first()
    )
    return (listing.merged_into or listing) if listing else None


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


def request_checks(*, listing_ids: Iterable[int], at: datetime) -> int:
    """Make the listings due at once, whatever their rhythm; answers how many are checked at all. Shops keep their pace."""
    return (
        Listing.objects.visible()
        .filter(pk__in=list(listing_ids), state__in=Listing.objects.all().CHECKED_STATES)
        .update(next_check_at=at)
    )


def pause_listings(*, listing_ids: Iterable[int], at: datetime) -> int:
    """Stop checking the listings until somebody resumes them; answers how many were not paused yet. History stays."""
    return Listing.objects.filter(pk__in=list(listing_ids)).exclude(state="paused").update(state="paused", state_since=at)


def resume_listings(*, listing_ids: Iterable[int], at: datetime) -> int:
    """Check paused and gone listings again, from now on; answers how many."""
    return Listing.objects.filter(pk__in=list(listing_ids), state__in=["paused", "gone"]).update(
        state="pending", state_since=at, next_check_at=at, failures=0
    )


def delete_listing(*, listing_id: int) -> bool:
    """Delete a listing, and those merged into it, with history, watches and letters; answers whether it was there."""
    deleted, _ = Listing.objects.filter(Q(pk=listing_id) | Q(merged_into_id=listing_id)).delete()
    return bool(deleted)
