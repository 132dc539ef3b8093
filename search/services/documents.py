"""From the rows of a product to its document: the same whether one product is indexed or all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from catalog.models import Category, Identifier, Product
from pricing.models import Offer
from search.contract import IndexEntry
from search.models import SearchDocument
from search.ranking import rank_of
from search.words import filter_word, fold, index_words

#: Different words of descriptions and the like that are indexed.
_MOST_WORDS = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Composed:
    """A document as it should be: its row, and its words for the backend."""

    row: SearchDocument
    entry: IndexEntry


def compose_documents(product_ids: Sequence[int], at: datetime) -> list[Composed]:
    """The documents of those products that exist, as of now; stamped `at`. Four statements."""
    products = Product.objects.with_labels().filter(pk__in=product_ids)
    retailers: dict[int, set[str]] = defaultdict(set)
    offers = Offer.objects.comparable().filter(listing__product__in=product_ids)
    for product_id, slug in offers.values_list("listing__product_id", "listing__store__slug"):
        retailers[product_id].add(slug)
    numbers: dict[int, list[str]] = defaultdict(list)
    for product_id, number in Identifier.objects.filter(product__in=product_ids).values_list("product_id", "value"):
        numbers[product_id].append(number)
    categories = {category.pk: category for category in Category.objects.all()}
    return [
        _compose(product, sorted(retailers[product.pk]), sorted(numbers[product.pk]), _lineage(product, categories), at)
        for product in products
    ]


def _lineage(product: Product, categories: dict[int, Category]) -> list[Category]:
    """The product's category and those above it; a ring, should there be one, once around."""
    line: list[Category] = []
    category = categories.get(product.category_id)
    while category is not None and category not in line:
        line.append(category)
        category = categories.get(category.parent_id)
    return line


def _compose(product: Product, retailers: list[str], numbers: list[str], lineage: list[Category], at: datetime) -> Composed:
    summary = getattr(product, "summary", None)
    brand = product.brand.name if product.brand else ""
    title = _title(brand, product.name, product.flavor)
    in_stock = bool(summary and summary.buyable_count)
    popularity = summary.offer_count if summary else 0
    body = [product.description, *(c.name for c in lineage), *map(str, product.attributes.values())]
    entry = IndexEntry(
        rank=rank_of(popularity, product.pk),
        product_id=product.pk,
        title=tuple(title),
        body=tuple(dict.fromkeys(word for text in [*numbers, *body] for word in index_words(text)))[:_MOST_WORDS],
        filters=(
            *([filter_word("b", brand)] if brand else []),
            *(filter_word("f", word) for word in fold(product.flavor)),
            *(filter_word("c", category.slug) for category in lineage),
            *(filter_word("r", slug) for slug in retailers),
            filter_word("s", "in" if in_stock else "out"),
        ),
    )
    row = SearchDocument(
        rank=entry.rank,
        product_id=product.pk,
        brand=brand,
        flavor=product.flavor,
        category=lineage[0].slug if lineage else "",
        retailers=" ".join(retailers),
        title=f" {' '.join(title)} ",
        name_key=" ".join(fold(product.name))[:120],
        currency=summary.currency if summary else "",
        price=summary.min_amount if summary else None,
        discount=round(100 * (summary.discount_percent or 0)) if summary else 0,
        protein=_protein(product),
        popularity=popularity,
        in_stock=in_stock,
        created=(product.created_at - _EPOCH) // timedelta(microseconds=1),
        words_digest=blake2b(repr((entry.title, entry.body, entry.filters)).encode(), digest_size=16).hexdigest(),
        product_stamp=product.updated_at,
        summary_stamp=summary.refreshed_at if summary else None,
        indexed_at=at,
    )
    return Composed(row, entry)


def _title(brand: str, name: str, flavor: str) -> list[str]:
    """The words of brand, name and flavour, without saying the brand or the flavour twice."""
    brand_words, words, flavor_words = index_words(brand), index_words(name), index_words(flavor)
    if words[: len(brand_words)] != brand_words:
        words = brand_words + words
    return words + [word for word in flavor_words if word not in words]


def _protein(product: Product) -> int:
    nutrition = getattr(product, "nutrition", None)
    grams = nutrition.protein_per_serving if nutrition else None
    return -1 if grams is None else int(grams * 100)
