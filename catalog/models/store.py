"""Shops, and the addresses by which they are known."""

from django.db import models
from django.db.models import Q

from catalog.querysets import StoreQuerySet
from lib.money import CURRENCIES


class Store(models.Model):
    """A shop, called a retailer in the comparison contract, with the manners it is visited with."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True, help_text="The retailer_id of the comparison contract.")
    homepage = models.URLField(max_length=500, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2; a hint for reading prices.")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217, if the shop sells in one currency only; a hint.")
    is_active = models.BooleanField(default=True, help_text="Off: its listings are neither checked nor compared.")

    delivery_fee = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Minor units of the shop's currency; empty: unknown."
    )
    free_delivery_from = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Order value, minor units; empty: never or unknown."
    )
    delivery_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Usual days until the parcel arrives.")
    affiliate_template = models.CharField(
        max_length=500,
        blank=True,
        help_text="Link that shoppers follow, with {url} for the page's own address; empty: the page itself.",
    )

    affiliate_program = models.CharField(max_length=60, blank=True, help_text="e.g. amazon_associates; empty: none.")
    commission_rate = models.CharField(max_length=40, blank=True, help_text="For readers, e.g. 4-8%; empty: none or unknown.")
    logo_url = models.URLField(max_length=2048, blank=True)
    payment_methods = models.JSONField(
        default=list, blank=True, help_text="How shoppers may pay, as the contracts show it: card, upi, cod, emi."
    )

    crawl_delay = models.DecimalField(
        max_digits=7,
        decimal_places=2,
        default=2,
        help_text="Seconds between two requests; robots.txt may ask for more, never for less.",
    )
    respects_robots = models.BooleanField(
        default=True, help_text="Keep to the shop's robots.txt. Off only where the shop agreed."
    )
    needs_browser = models.BooleanField(
        default=False,
        help_text="Its pages show their prices only after scripts have run: they are read with Chromium, where that is "
        "switched on (docs/browser.md).",
    )
    next_fetch_at = models.DateTimeField(null=True, blank=True, help_text="Not to be asked before (pace, Retry-After).")
    blocked_since = models.DateTimeField(null=True, blank=True, help_text="Since when every answer has been a refusal.")
    created_at = models.DateTimeField()

    objects = StoreQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=["", *sorted(CURRENCIES)]), name="store_currency_iso_4217"),
            models.CheckConstraint(condition=Q(country="") | Q(country__regex="^[A-Z]{2}$"), name="store_country_iso_3166"),
            models.CheckConstraint(condition=Q(crawl_delay__gte=0), name="store_crawl_delay_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    def outbound_url(self, url: str) -> str:
        """The link that shoppers follow to `url`: the affiliate template filled in, or the page itself."""
        return self.affiliate_template.replace("{url}", url) if self.affiliate_template else url


class StoreDomain(models.Model):
    """An address that belongs to a shop: a host, and a path below it where several shops share one host."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(max_length=255, help_text="Lower case, without www., with the port where it is not the usual one.")
    path_prefix = models.CharField(max_length=200, blank=True, help_text="e.g. /shop-name/ where a host is shared; else empty.")

    class Meta:
        ordering = ["host", "path_prefix"]
        constraints = [
            models.UniqueConstraint(fields=["host", "path_prefix"], name="store_domain_unique"),
            models.CheckConstraint(
                condition=Q(path_prefix="") | (Q(path_prefix__startswith="/") & Q(path_prefix__endswith="/")),
                name="store_domain_prefix_form",
            ),
        ]

    def __str__(self) -> str:
        return self.host + self.path_prefix
