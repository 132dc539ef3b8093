"""What search knows of each product, and the vocabulary behind corrections.

The words themselves lie where each database indexes them (migration 0002): a `tsvector` column on PostgreSQL, an FTS5 table on
SQLite.
"""

from django.db import models
from django.db.models import Q

from catalog.models import Product
from search.words import LONGEST_WORD


class SearchDocument(models.Model):
    """One product as search sees it. Derived: `search.services` writes it, `manage.py rebuild_search` from nothing.

    Sort keys are never NULL, so that a cursor can stand beside each of them, except a price: without one a product is in no
    price order.
    """

    rank = models.BigIntegerField(primary_key=True, help_text="Popularity level and product key: lower comes first.")
    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="search_document")
    brand = models.CharField(max_length=120, blank=True)
    flavor = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=140, blank=True, help_text="Slug.")
    retailers = models.TextField(blank=True, help_text="Slugs of the shops that offer it, sorted, with spaces between.")
    title = models.TextField(help_text="Folded words of brand, name and flavour, with a space around each.")
    name_key = models.CharField(max_length=120, help_text="Folded name, compared byte by byte.")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217")
    price = models.BigIntegerField(null=True, blank=True, help_text="Cheapest buyable offer, minor units.")
    discount = models.IntegerField(default=0, help_text="Of the cheapest offer, in hundredths of a percent; 0: none.")
    protein = models.IntegerField(default=-1, help_text="Hundredths of a gram a serving; -1: unknown.")
    popularity = models.PositiveIntegerField(default=0)
    in_stock = models.BooleanField(default=False)
    created = models.BigIntegerField(help_text="When the product was added: microseconds since 1970 (UTC).")
    words_digest = models.CharField(max_length=32, help_text="Of all indexed words: equal means that the index stands.")
    product_stamp = models.DateTimeField(help_text="The product's updated_at that this row has seen.")
    summary_stamp = models.DateTimeField(null=True, blank=True, help_text="The summary's refreshed_at that this row has seen.")
    indexed_at = models.DateTimeField()

    class Meta:
        ordering = ["rank"]
        indexes = [
            # search: the orders of results
            models.Index(fields=["name_key", "product"], name="search_by_name"),
            models.Index(fields=["currency", "price", "product"], name="search_by_price"),
            models.Index(fields=["discount", "product"], name="search_by_discount"),
            models.Index(fields=["protein", "product"], name="search_by_protein"),
            models.Index(fields=["created", "product"], name="search_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(price=None) | Q(price__gte=0), name="search_price_not_negative"),
            models.CheckConstraint(condition=Q(price=None) | ~Q(currency=""), name="search_price_has_currency"),
        ]

    def __str__(self) -> str:
        return self.title.strip()


class SupersededKeys(models.Model):
    """Sort keys that a document had until `generation` replaced them; kept for as long as a walk over pages may last."""

    product_id = models.BigIntegerField()
    generation = models.BigIntegerField(db_index=True)  # search: what has moved since a walk began?
    rank = models.BigIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    price = models.BigIntegerField(null=True, blank=True)
    discount = models.IntegerField()
    replaced_at = models.DateTimeField(db_index=True)  # search: which rows are too old for any walk?

    class Meta:
        verbose_name_plural = "superseded keys"

    def __str__(self) -> str:
        return f"keys of {self.product_id} before generation {self.generation}"


class SearchToken(models.Model):
    """A word of titles, and how many documents have it in theirs: what corrections and completions are chosen from."""

    word = models.CharField(max_length=LONGEST_WORD, unique=True)
    documents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.word


class SearchState(models.Model):
    """The one row (key 1) that writers of the index queue for."""

    generation = models.BigIntegerField(default=0, help_text="Counts the batches that were written.")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217, of most documents with a price.")

    class Meta:
        verbose_name_plural = "search state"

    def __str__(self) -> str:
        return f"generation {self.generation}"
