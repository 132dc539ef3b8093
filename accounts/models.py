"""People (by e-mail address first), what they agreed to, what they prefer, and the keys they hold."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.querysets import ApiKeyQuerySet
from lib.ids import public_id
from lib.money import CURRENCIES


class UserManager(BaseUserManager):
    """Finds people by e-mail address, however it is capitalised; `accounts.services` creates them."""

    def get_by_natural_key(self, username: str) -> "User":
        """The user with this e-mail address. Raises `User.DoesNotExist`."""
        return self.get(email=username.strip().lower())

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """For `manage.py createsuperuser`: an administrator with every permission."""
        user = self.model(email=email.strip().lower(), is_staff=True, is_superuser=True, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address, in lower case, is the name they sign in with; a username is optional."""

    email = models.EmailField(unique=True, help_text="In lower case; what the person signs in with.")
    username = models.CharField(
        max_length=60,
        null=True,
        blank=True,
        unique=True,
        help_text="Optional second name to sign in with; NULL where there is none, so that many may have none.",
    )
    full_name = models.CharField(max_length=150, blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True, help_text="When the address was proved to be theirs (UTC).")
    is_active = models.BooleanField(default=True, help_text="Off: can't sign in.")
    is_staff = models.BooleanField(default=False, help_text="May use the admin and the staff endpoints.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
            models.UniqueConstraint(Lower("username"), name="user_username_unique_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def public_id(self) -> str:
        """`usr_…`, the id the contracts show."""
        return public_id("usr", self.pk)

    def get_short_name(self) -> str:
        """What a page calls the person."""
        return self.full_name or self.username or self.email.partition("@")[0]


class Preferences(models.Model):
    """What a person prefers; one row a user."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="preferences")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217; empty: as the shop shows it.")
    time_zone = models.CharField(max_length=64, default="UTC", help_text="IANA name.")
    notify_price_alerts = models.BooleanField(default=True)
    notify_recommendations = models.BooleanField(default=False)
    notify_marketing = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=["", *sorted(CURRENCIES)]), name="preferences_currency_iso_4217"),
        ]

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"


class Consent(models.Model):
    """One decision of a person about one use of their data; a log, the latest row counts."""

    class Kind(models.TextChoices):
        """What was asked."""

        MARKETING = "marketing"
        ANALYTICS = "analytics"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    granted = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["user", "kind", "-recorded_at"], name="consent_latest")]  # accounts: what holds now?
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["marketing", "analytics"]), name="consent_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {'yes' if self.granted else 'no'}"


class ApiKey(models.Model):
    """A key for programs. Only its SHA-256 digest is kept; the prefix lets its owner recognise it."""

    class Tier(models.TextChoices):
        """How many requests an hour the key is good for: 1 000, 10 000, 100 000."""

        FREE = "free"
        DEVELOPER = "developer"
        ENTERPRISE = "enterprise"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)
    tier = models.CharField(max_length=16, choices=Tier.choices, default=Tier.FREE)
    prefix = models.CharField(max_length=20, help_text="The first characters, to recognise the key by.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key, hexadecimal.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=["free", "developer", "enterprise"]), name="api_key_tier_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
