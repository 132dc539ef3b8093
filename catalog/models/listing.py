"""A product's page in a shop: what is watched."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Product
from catalog.models.store import Store
from catalog.querysets import ListingQuerySet
from lib.vocabulary import Condition, Outcome, choices


class Listing(models.Model):
    """One page of one shop. It is the row that the scraper works through: `next_check_at` is the queue."""

    class State(models.TextChoices):
        """Where the listing stands. Pending: never read yet. Blocked: the shop refuses us. Paused: by a person."""

        PENDING = "pending"
        ACTIVE = "active"
        BLOCKED = "blocked"
        GONE = "gone"
        PAUSED = "paused"

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="listings")
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="listings")
    canonical_url = models.CharField(max_length=2048, unique=True, help_text="Where the page is fetched; one listing for each.")
    retailer_key = models.CharField(
        max_length=120, blank=True, help_text="The shop's own id of the product, read from the URL (ASIN, FSN, …)."
    )

    title = models.CharField(max_length=500, help_text="As the shop calls it; a placeholder until the first reading.")
    brand_name = models.CharField(max_length=120, blank=True)
    image_url = models.CharField(max_length=2048, blank=True)
    sku = models.CharField(max_length=120, blank=True)
    gtin = models.CharField(max_length=14, blank=True, help_text="GTIN-14 read on the page.")
    seller = models.CharField(max_length=200, blank=True, help_text="Who sells it, where the shop is a marketplace.")
    condition = models.CharField(max_length=16, choices=choices(Condition), default=Condition.UNKNOWN.value)

    state = models.CharField(max_length=16, choices=State.choices, default=State.PENDING)
    state_since = models.DateTimeField(help_text="Since when the listing has been in this state.")
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged",
        help_text="The listing that turned out to be the same page.",
    )

    next_check_at = models.DateTimeField(help_text="When the next check is due; a claim moves it on by the length of a lease.")
    check_interval = models.DurationField(help_text="Pause after a good check.")
    last_checked_at = models.DateTimeField(null=True, blank=True)
    last_outcome = models.CharField(max_length=20, choices=choices(Outcome), blank=True)
    last_detail = models.CharField(max_length=300, blank=True, help_text="What the last check said, for people.")
    failures = models.PositiveIntegerField(default=0, help_text="Checks in a row that brought no page.")
    claims = models.PositiveBigIntegerField(default=0, help_text="How often a worker has taken this row.")
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(db_index=True)  # lists: newest first

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            # scraping: what is due now?
            models.Index(fields=["next_check_at"], condition=Q(state__in=["pending", "active", "blocked"]), name="listing_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["pending", "active", "blocked", "gone", "paused"]), name="listing_state_known"
            ),
            models.CheckConstraint(condition=Q(condition__in=[c.value for c in Condition]), name="listing_condition_known"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="listing_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(canonical_url__startswith="http://") | Q(canonical_url__startswith="https://"),
                name="listing_url_http",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The listing's page on the site."""
        return f"/listings/{self.pk}"

    @property
    def is_read(self) -> bool:
        """Whether the page has been read at least once, so that title and product are the shop's and not placeholders."""
        return self.state != self.State.PENDING or self.product_id is not None


class ListingAlias(models.Model):
    """Another address of a listing's page: as people pasted it, or as it was called before a merge."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="aliases")
    url = models.CharField(max_length=2048, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "listing aliases"
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url
