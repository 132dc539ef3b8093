"""What a listing costs now (offer), has cost (price points), and the news between the two (price changes)."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Listing, Product
from lib.money import CURRENCIES, Money
from lib.vocabulary import Availability, choices
from pricing.querysets import DISCOUNT, IS_DEAL, OfferQuerySet, PriceChangeQuerySet, PricePointQuerySet

_CURRENCIES = sorted(CURRENCIES)
_AVAILABILITIES = [a.value for a in Availability]


class PricePoint(models.Model):
    """The price that held from `observed_at` to `last_seen_at`. Append-only: a new price is a new row.

    `amount` is empty where the shop shows the product without a price, as many do while it is sold out.
    """

    class Status(models.TextChoices):
        """Accepted is history, quarantined waits; rejected was wrong, superseded was overtaken before it was confirmed."""

        ACCEPTED = "accepted"
        QUARANTINED = "quarantined"
        REJECTED = "rejected"
        SUPERSEDED = "superseded"

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="points", db_index=False)
    observed_at = models.DateTimeField(help_text="First seen at this price (UTC).")
    last_seen_at = models.DateTimeField(help_text="Last seen at this price (UTC); an unchanged check moves it.")
    amount = models.PositiveBigIntegerField(null=True, blank=True, help_text="Minor units; empty: no price shown.")
    list_amount = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Struck or recommended price beside it, minor units."
    )
    currency = models.CharField(max_length=3, help_text="ISO 4217")
    availability = models.CharField(max_length=16, choices=choices(Availability))
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.ACCEPTED)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it waits or was refused.")
    confidence = models.PositiveSmallIntegerField(help_text="How sure the reading was, in percent.")
    source = models.CharField(max_length=40, blank=True, help_text="The strategy that read it, e.g. json-ld.")

    objects = PricePointQuerySet.as_manager()

    class Meta:
        ordering = ["listing_id", "observed_at"]
        indexes = [
            # pricing: the history of one listing, and what waits on it
            models.Index(fields=["listing", "observed_at"], name="price_point_history"),
            models.Index(fields=["listing"], condition=Q(status="quarantined"), name="price_point_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=_CURRENCIES), name="price_point_currency_iso_4217"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="price_point_amount_not_negative"),
            models.CheckConstraint(condition=Q(list_amount=None) | Q(list_amount__gte=0), name="price_point_list_not_negative"),
            models.CheckConstraint(condition=Q(availability__in=_AVAILABILITIES), name="price_point_availability_known"),
            models.CheckConstraint(
                condition=Q(status__in=["accepted", "quarantined", "rejected", "superseded"]), name="price_point_status_known"
            ),
            models.CheckConstraint(condition=Q(last_seen_at__gte=F("observed_at")), name="price_point_span_forward"),
            models.CheckConstraint(condition=Q(confidence__lte=100), name="price_point_confidence_percent"),
            # accepted spans of a listing never overlap: migration 0002 says how each database sees to that
            models.UniqueConstraint(
                fields=["listing", "observed_at"], condition=Q(status="accepted"), name="price_point_starts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.money or 'no price'} ({self.status})"

    @property
    def money(self) -> Money | None:
        """The price; None where the shop showed none."""
        return None if self.amount is None else Money(self.amount, self.currency)


class Offer(models.Model):
    """A listing's price now; what the management contract calls a price. Written together with the point it repeats."""

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, primary_key=True, related_name="offer")
    point = models.OneToOneField(
        PricePoint, on_delete=models.CASCADE, related_name="+", help_text="The span that is still open."
    )
    amount = models.PositiveBigIntegerField(null=True, blank=True, help_text="Minor units; empty: no price shown.")
    list_amount = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    availability = models.CharField(max_length=16, choices=choices(Availability))
    since = models.DateTimeField(help_text="When this price was first seen (UTC).")
    last_seen_at = models.DateTimeField(help_text="When it was last confirmed (UTC).")

    objects = OfferQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                DISCOUNT.desc(), "listing", condition=IS_DEAL, name="offer_deals"
            ),  # lists: the largest discounts first
        ]
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=_CURRENCIES), name="offer_currency_iso_4217"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="offer_amount_not_negative"),
            models.CheckConstraint(condition=Q(list_amount=None) | Q(list_amount__gte=0), name="offer_list_not_negative"),
            models.CheckConstraint(condition=Q(availability__in=_AVAILABILITIES), name="offer_availability_known"),
            models.CheckConstraint(condition=Q(last_seen_at__gte=F("since")), name="offer_span_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.money or 'no price'} at {self.listing_id}"

    @property
    def money(self) -> Money | None:
        """The price; None where the shop shows none."""
        return None if self.amount is None else Money(self.amount, self.currency)

    @property
    def is_buyable(self) -> bool:
        """Whether a shopper can order at this price now. An unknown availability counts as buyable where a price is shown."""
        return self.amount is not None and self.availability != Availability.OUT_OF_STOCK


class PriceChange(models.Model):
    """News: a listing went from one price or availability to another. `announced_at` empty: still to be told (the outbox)."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="changes")
    point = models.OneToOneField(PricePoint, on_delete=models.CASCADE, related_name="change")
    old_amount = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Minor units; empty: first price, or none shown before."
    )
    old_availability = models.CharField(max_length=16, choices=choices(Availability), blank=True)
    new_amount = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    availability = models.CharField(max_length=16, choices=choices(Availability))
    is_first = models.BooleanField(default=False, help_text="The first price ever read on this listing.")
    changed_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = PriceChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(announced_at=None), name="price_change_pending"
            ),  # alerts: what is to be told?
        ]
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=_CURRENCIES), name="price_change_currency_iso_4217"),
            models.CheckConstraint(condition=Q(availability__in=_AVAILABILITIES), name="price_change_availability_known"),
        ]

    def __str__(self) -> str:
        return f"{self.old_amount} -> {self.new_amount} {self.currency}"


class ProductSummary(models.Model):
    """One row a product for lists and sorts: its best offer now and its last 30 days, in the currency most of its offers use.

    Derived: `pricing.services.refresh_summaries` writes it with every change, `manage.py rebuild_summaries` from nothing.
    """

    class Trend(models.TextChoices):
        """The best price now against its time-weighted mean of 30 days: 2 % up or down, else stable."""

        UP = "up"
        DOWN = "down"
        STABLE = "stable"

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="summary")
    currency = models.CharField(max_length=3, blank=True)
    best_offer = models.ForeignKey(Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    min_amount = models.PositiveBigIntegerField(null=True, blank=True, help_text="Cheapest buyable offer, minor units.")
    max_amount = models.PositiveBigIntegerField(null=True, blank=True)
    offer_count = models.PositiveIntegerField(default=0, help_text="Offers in any currency and state of stock.")
    buyable_count = models.PositiveIntegerField(default=0)
    discount_percent = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="Of the best offer, against its list price."
    )
    low_30d = models.PositiveBigIntegerField(null=True, blank=True)
    high_30d = models.PositiveBigIntegerField(null=True, blank=True)
    mean_30d = models.PositiveBigIntegerField(null=True, blank=True, help_text="Time-weighted mean of the buyable spans.")
    trend = models.CharField(max_length=8, choices=Trend.choices, default=Trend.STABLE)
    refreshed_at = models.DateTimeField(db_index=True)  # pricing: which rows have aged?

    class Meta:
        verbose_name_plural = "product summaries"
        indexes = [models.Index(fields=["currency", "min_amount"], name="summary_cheapest")]  # lists: cheapest first
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=["", *_CURRENCIES]), name="summary_currency_iso_4217"),
            models.CheckConstraint(
                condition=Q(min_amount=None) | Q(max_amount__gte=F("min_amount")), name="summary_min_below_max"
            ),
        ]

    def __str__(self) -> str:
        return f"summary of {self.product_id}"
