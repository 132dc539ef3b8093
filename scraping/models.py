"""What the scraper did (runs, attempts), what it can prove (evidence), and what people taught it (recipes)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Listing, Store
from lib.vocabulary import Outcome, choices
from pricing.models import PricePoint
from scraping import extraction
from scraping.querysets import EvidenceQuerySet, ScrapeAttemptQuerySet


class ScrapeRun(models.Model):
    """A round of checks that somebody or the schedule asked for."""

    class State(models.TextChoices):
        """Where the round stands."""

        QUEUED = "queued"
        RUNNING = "running"
        FINISHED = "finished"
        STOPPED = "stopped"

    store = models.ForeignKey(
        Store, on_delete=models.CASCADE, null=True, blank=True, related_name="runs", help_text="Empty: all shops."
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    planned = models.PositiveIntegerField(default=0, help_text="Listings to check.")
    checked = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"run {self.pk} ({self.state})"


class ScrapeAttempt(models.Model):
    """One check of one listing, however it ended. A failed one is a row here and never a price."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    run = models.ForeignKey(ScrapeRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="attempts")
    started_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=choices(Outcome))
    detail = models.CharField(max_length=300, blank=True, help_text="What happened, for people.")
    problem = models.CharField(max_length=40, blank=True, help_text="Why the page gave no price, as the extraction names it.")
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="HTTP status.")
    final_url = models.CharField(max_length=2048, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    fetch_ms = models.PositiveIntegerField(default=0)
    point = models.ForeignKey(PricePoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScrapeAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["listing", "-started_at"], name="attempt_latest"
            ),  # admin: how did the last checks of this go?
            models.Index(fields=["started_at"], name="attempt_age"),  # scraping: what is old enough to be pruned?
        ]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=[o.value for o in Outcome]), name="attempt_outcome_known")
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.outcome}"


class Evidence(models.Model):
    """The receipt of a price: which page, which node, which candidates lost and why, read by which parser."""

    point = models.ForeignKey(PricePoint, on_delete=models.CASCADE, related_name="evidence")
    url = models.CharField(max_length=2048)
    fetched_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, help_text="Of the page as it came, uncompressed.")
    file = models.CharField(
        max_length=200,
        blank=True,
        help_text="Where the compressed page lies in the evidence storage; empty: too large, or expired.",
    )
    size = models.PositiveIntegerField(help_text="Bytes of the page, uncompressed.")
    reading = models.JSONField(help_text="The whole reading with each candidate.")
    parser_version = models.CharField(max_length=20)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "evidence"
        indexes = [models.Index(fields=["file"], name="evidence_file")]  # retention: does a kept row still refer to this page?

    def __str__(self) -> str:
        return f"{self.url} at {self.fetched_at:%Y-%m-%d %H:%M}"


class Recipe(models.Model):
    """Where things stand on a shop's pages, as a person said: one version, whose words never change. An edit makes the next.

    At most one version of a shop is active; a shop without one is read by the ladder alone.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="recipes")
    version = models.PositiveIntegerField(help_text="1, 2, … for each shop; receipts name it.")
    is_active = models.BooleanField(default=True, help_text="The version that the shop's pages are read with.")
    selectors = models.JSONField(help_text="Field -> kind, expression, attribute, in_minor_units: docs/recipes.md.")
    locale = models.CharField(max_length=20, blank=True, help_text="How the shop writes numbers: de, de_CH, en_IN …")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217, where the page does not tell.")
    note = models.CharField(max_length=300, blank=True, help_text="Why it was made, for colleagues.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    uses = models.PositiveIntegerField(default=0, help_text="Pages read with it.")
    misses = models.PositiveIntegerField(default=0, help_text="Pages on which it looked for the price and did not find it.")
    missed_at = models.DateTimeField(null=True, blank=True, help_text="The last of them.")
    missed_url = models.CharField(max_length=2048, blank=True, help_text="Its address.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["store", "version"], name="recipe_version"),
            models.UniqueConstraint(fields=["store"], condition=Q(is_active=True), name="recipe_one_active"),
        ]

    def __str__(self) -> str:
        return f"{self.store}, recipe version {self.version}"

    def rules(self) -> extraction.Recipe:
        """The recipe as the extraction follows it. Raises `Invalid` where it holds what is not accepted any more."""
        return extraction.Recipe.from_document(
            self.version, self.selectors, locale=self.locale or None, currency=self.currency or None
        )
