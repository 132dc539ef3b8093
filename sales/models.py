"""Sale events: entered by people, discovered on pages and feeds, or detected from our own prices."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from catalog.models import Category, Store
from sales.querysets import SaleQuerySet


class Sale(models.Model):
    """A shop reduces many things for a while."""

    class Origin(models.TextChoices):
        """How we know of it."""

        ENTERED = "entered"
        DISCOVERED = "discovered"
        DETECTED = "detected"

    class Status(models.TextChoices):
        """Where an event stands at an instant."""

        UPCOMING = "upcoming"
        ONGOING = "ongoing"
        ENDED = "ended"

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="sales")
    title = models.CharField(max_length=200)
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="sales", help_text="Empty: the whole shop."
    )
    discount_summary = models.CharField(max_length=200, blank=True, help_text='For people, e.g. "Up to 80% off".')
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: open end.")
    url = models.URLField(max_length=2048, blank=True)
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.ENTERED)
    created_at = models.DateTimeField()

    objects = SaleQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["ends_at"], name="sale_end")]  # sales: what is on or to come?
        constraints = [
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="sale_ends_after_start"),
            models.CheckConstraint(condition=Q(origin__in=["entered", "discovered", "detected"]), name="sale_origin_known"),
            models.UniqueConstraint(fields=["store", "title", "starts_at"], name="sale_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def status_at(self, at: datetime) -> Status:
        """Whether the event is upcoming, ongoing or ended at `at`."""
        if at < self.starts_at:
            return self.Status.UPCOMING
        return self.Status.ENDED if self.ends_at is not None and self.ends_at <= at else self.Status.ONGOING
