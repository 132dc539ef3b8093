"""Who wants to know what (watches, alert rules), and the letters that tell them (notifications)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from alerts.querysets import NotificationQuerySet, PriceAlertQuerySet, WatchQuerySet
from catalog.models import Listing, Product
from lib.ids import public_id
from lib.money import CURRENCIES
from pricing.models import PriceChange


class Watch(models.Model):
    """A person follows a product, or one listing of it. The tracker's watchlist and the comparison contract's favourites."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, blank=True, related_name="watches")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, null=True, blank=True, related_name="watches")
    created_at = models.DateTimeField()

    objects = WatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "watches"
        constraints = [
            models.CheckConstraint(
                condition=Q(product__isnull=False, listing=None) | Q(product=None, listing__isnull=False),
                name="watch_one_thing",
            ),
            models.UniqueConstraint(fields=["user", "listing"], name="watch_listing_once"),
            models.UniqueConstraint(fields=["user", "product"], name="watch_product_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.listing_id or self.product_id}"

    @property
    def public_id(self) -> str:
        """`fav_…`, the id the contracts show."""
        return public_id("fav", self.pk)


class PriceAlert(models.Model):
    """A rule: tell me when. Armed, it waits; fired, it has told; it re-arms when the condition has ended."""

    class Kind(models.TextChoices):
        """What is waited for."""

        TARGET = "target", "price at or below a target"
        PERCENT_DROP = "percent_drop", "drop by a percentage"
        BACK_IN_STOCK = "back_in_stock", "back in stock"
        ALL_TIME_LOW = "all_time_low", "all-time low"
        LOWEST_IN_DAYS = "lowest_in_days", "lowest in a number of days"

    class Baseline(models.TextChoices):
        """What a percentage is counted from."""

        WHEN_SET = "when_set", "price when the rule was set"
        LOW_30_DAYS = "low_30_days", "lowest price of 30 days"
        USUAL_90_DAYS = "usual_90_days", "usual price of 90 days"
        LIST_PRICE = "list_price", "list price"

    class State(models.TextChoices):
        """Armed: waiting. Fired: told, waiting for the condition to end."""

        ARMED = "armed"
        FIRED = "fired"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="alerts")
    stores = models.ManyToManyField("catalog.Store", blank=True, related_name="+", help_text="Only these shops; empty: all.")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.TARGET)
    target_amount = models.PositiveBigIntegerField(null=True, blank=True, help_text="Minor units.")
    currency = models.CharField(max_length=3, blank=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    baseline = models.CharField(max_length=16, choices=Baseline.choices, blank=True)
    baseline_amount = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The price when the rule was set, minor units."
    )
    window_days = models.PositiveSmallIntegerField(null=True, blank=True)
    channels = models.JSONField(default=list, help_text='e.g. ["email", "push"]')
    state = models.CharField(max_length=8, choices=State.choices, default=State.ARMED)
    episode = models.PositiveIntegerField(default=0, help_text="Counts the firings; part of each letter's key.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_fired_at = models.DateTimeField(null=True, blank=True)

    objects = PriceAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["product"], condition=Q(is_active=True), name="price_alert_live")
        ]  # alerts: who waits for this?
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=["", *sorted(CURRENCIES)]), name="price_alert_currency_iso_4217"),
            models.CheckConstraint(
                condition=~Q(kind="target") | (Q(target_amount__gt=0) & ~Q(currency="")), name="price_alert_target_has_amount"
            ),
            models.CheckConstraint(
                condition=~Q(kind="percent_drop") | (Q(percent__gt=0, percent__lt=100) & ~Q(baseline="")),
                name="price_alert_percent_has_baseline",
            ),
            models.CheckConstraint(condition=~Q(kind="lowest_in_days") | Q(window_days__gte=1), name="price_alert_days_given"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.product_id}"

    @property
    def public_id(self) -> str:
        """`alert_…`, the id the contracts show."""
        return public_id("alert", self.pk)


class Notification(models.Model):
    """A letter to one person on one channel. `key` makes it unique: written twice, it is still one letter."""

    class Channel(models.TextChoices):
        """How it reaches its reader."""

        SITE = "site", "on the site"
        EMAIL = "email", "e-mail"
        PUSH = "push", "web push"
        WEBHOOK = "webhook"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    alert = models.ForeignKey(PriceAlert, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications")
    change = models.ForeignKey(PriceChange, on_delete=models.SET_NULL, null=True, blank=True, related_name="notifications")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    key = models.CharField(
        max_length=120, unique=True, help_text="Rule or watch, episode and channel: the same letter never goes twice."
    )
    text = models.CharField(max_length=500, help_text="The news in one sentence.")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text="When it was given up.")
    last_error = models.CharField(max_length=300, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(sent_at=None, failed_at=None), name="notification_pending"
            ),  # alerts: to be sent
            models.Index(fields=["user", "-id"], name="notification_inbox"),  # web: my news
        ]

    def __str__(self) -> str:
        return self.text


class PushSubscription(models.Model):
    """A browser that may be told through its vendor's push service (RFC 8030, keys of RFC 8291)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=2048, unique=True)
    p256dh = models.CharField(max_length=200)
    auth = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"browser of {self.user_id}"
