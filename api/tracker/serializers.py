"""The bodies of the tracker contract. A product here is a listing: one page in one shop; `product` names what it sells.

Docstrings stand in the OpenAPI document. What a serializer wants in its context (`at`, `points`, `rows`) is said in a comment.
"""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from api.common.fields import AvailabilityField, FlagField, InstantField, TextField, TextOrNullField
from catalog.models import Listing
from lib.ids import public_id
from sales.models import Sale
from scraping.queries import status_sentence


class TrackRequest(serializers.Serializer):
    """A page to be tracked."""

    url = TextField(help_text="Address of a product page. A link pasted from a share button will do.")


class ListingSerializer(serializers.Serializer):
    """A tracked product: one page in one shop, with its price now."""

    # context: at, the instant of the request (aware UTC)

    id = serializers.IntegerField(read_only=True)
    url = serializers.CharField(source="canonical_url", read_only=True, help_text="The page's address in one spelling.")
    title = serializers.CharField(read_only=True, help_text="As the shop calls it; a placeholder until the first reading.")
    brand = TextOrNullField(source="brand_name")
    image_url = TextOrNullField()
    sku = TextOrNullField(help_text="The shop's own article number.")
    product = serializers.SerializerMethodField(help_text="What is sold, the same in every shop; null until the first reading.")
    store = serializers.CharField(source="store.name", read_only=True)
    store_id = serializers.CharField(source="store.slug", read_only=True)
    price_cents = serializers.IntegerField(
        source="offer.amount", read_only=True, allow_null=True, help_text="Minor units; null: none read, or none shown."
    )
    currency = serializers.CharField(source="offer.currency", read_only=True, allow_null=True, help_text="ISO 4217")
    availability = AvailabilityField(source="offer.availability", allow_null=True)
    status = serializers.ChoiceField(source="state", choices=Listing.State.values, read_only=True)
    status_text = serializers.SerializerMethodField(help_text="The status in a sentence for people.")
    created_at = InstantField()
    last_checked_at = InstantField(allow_null=True)

    def get_product(self, listing: Listing) -> str | None:
        """`prod_…`, or None."""
        return public_id("prod", listing.product_id) if listing.product_id else None

    def get_status_text(self, listing: Listing) -> str:
        """e.g. blocked by the shop since 14:02 UTC, next try at 14:32 UTC"""
        return status_sentence(listing, self.context["at"])


class PricePointSerializer(serializers.Serializer):
    """A price that held from `scraped_at` to `last_seen_at`."""

    id = serializers.IntegerField(read_only=True)
    product_id = serializers.IntegerField(source="listing_id", read_only=True)
    price_cents = serializers.IntegerField(source="amount", read_only=True, help_text="Minor units of the currency.")
    currency = serializers.CharField(read_only=True, help_text="ISO 4217")
    availability = AvailabilityField()
    scraped_at = InstantField(source="observed_at", help_text="First seen at this price (UTC).")
    last_seen_at = InstantField(help_text="Last seen at this price (UTC).")


class ListingDetailSerializer(ListingSerializer):
    """A tracked product with its history."""

    # context: at; points, the accepted points of the listing, oldest first

    price_history = serializers.SerializerMethodField(
        help_text="Oldest first; one entry for each price or availability. While the shop showed no price there is no entry."
    )

    @extend_schema_field(PricePointSerializer(many=True))
    def get_price_history(self, listing: Listing) -> list[dict]:
        """The points that have a price."""
        return PricePointSerializer([point for point in self.context["points"] if point.amount is not None], many=True).data


def _not_weak(password: str) -> None:
    """All that is wrong with a password, together with the other fields' errors; the service looks at it again."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise serializers.ValidationError(error.messages, code="weak_password") from None


class RegisterRequest(serializers.Serializer):
    """A new account."""

    email = serializers.EmailField(max_length=254)
    password = TextField(
        max_length=256, trim_whitespace=False, validators=[_not_weak], help_text="At least 10 characters, not a common one."
    )
    username = serializers.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{2,59}\Z",
        required=False,
        allow_null=True,
        error_messages={"invalid": "A username has 3 to 60 letters, digits, dots, dashes or underscores."},
        help_text="A second name to sign in with.",
    )
    full_name = TextField(max_length=150, required=False, allow_blank=True)
    name = TextField(max_length=150, required=False, allow_blank=True, help_text="The same as full_name.")
    consent_marketing = FlagField(required=False)
    consent_analytics = FlagField(required=False)

    def to_account(self) -> dict:
        """The validated values as `accounts.services.register_user` takes them."""
        data = self.validated_data
        consents = {kind: data[f"consent_{kind}"] for kind in ("marketing", "analytics") if f"consent_{kind}" in data}
        return {
            "email": data["email"],
            "password": data["password"],
            "username": data.get("username"),
            "full_name": data.get("full_name") or data.get("name", ""),
            "consents": consents,
        }


class TokenRequest(serializers.Serializer):
    """Who signs in."""

    username = TextField(max_length=254, help_text="E-mail address or username.")
    password = TextField(max_length=256, trim_whitespace=False)


class TokenSerializer(serializers.Serializer):
    """An access token."""

    access_token = serializers.CharField(read_only=True, help_text="JWT; send it as Authorization: Bearer <access_token>.")
    token_type = serializers.CharField(read_only=True, help_text="bearer")
    expires_in = serializers.IntegerField(read_only=True, help_text="Seconds")


class UserSerializer(serializers.Serializer):
    """An account, without its password."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="usr_…")
    email = serializers.CharField(read_only=True)
    username = TextOrNullField()
    full_name = TextOrNullField()
    is_active = serializers.BooleanField(read_only=True)
    is_staff = serializers.BooleanField(read_only=True)
    email_verified = serializers.SerializerMethodField()
    created_at = InstantField()

    def get_email_verified(self, user) -> bool:
        """Whether the address was proved to be theirs."""
        return user.email_verified_at is not None


class ProfileSerializer(UserSerializer):
    """An account with what it watches."""

    # context: at; rows, as `alerts.queries.watchlist` answers them

    watchlist = serializers.SerializerMethodField(help_text="Watched pages, the latest first.")
    watched_products = serializers.SerializerMethodField(help_text="Products (prod_…) watched in every shop, the latest first.")

    @extend_schema_field(ListingSerializer(many=True))
    def get_watchlist(self, user) -> list[dict]:
        """The tracked products on the watchlist."""
        listings = [row.listing for row in self.context["rows"] if row.watch.listing_id]
        return ListingSerializer(listings, many=True, context=self.context).data

    def get_watched_products(self, user) -> list[str]:
        """The public ids of whole products on it."""
        return [row.product.public_id for row in self.context["rows"] if row.watch.product_id]


class SaleFilter(serializers.Serializer):
    """Which sales are wanted."""

    status = serializers.ChoiceField(choices=[Sale.Status.ONGOING.value, Sale.Status.UPCOMING.value], required=False)
    store = TextField(max_length=140, required=False, help_text="Name or id of a shop, in any case.")


class SaleSerializer(serializers.Serializer):
    """A sale event."""

    # context: at

    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(read_only=True)
    store = serializers.CharField(source="store.name", read_only=True)
    discount_summary = serializers.CharField(read_only=True)
    status = serializers.SerializerMethodField(help_text="ongoing or upcoming")
    category = serializers.CharField(
        source="category.name", default="All", read_only=True, help_text="All: the sale is on the whole shop."
    )
    store_id = serializers.CharField(source="store.slug", read_only=True)
    starts_at = InstantField()
    ends_at = InstantField(allow_null=True, help_text="null: open end.")
    url = TextOrNullField()

    @extend_schema_field({"type": "string", "enum": [Sale.Status.ONGOING.value, Sale.Status.UPCOMING.value]})
    def get_status(self, sale: Sale) -> str:
        """Where the event stands now."""
        return sale.status_at(self.context["at"]).value


class FieldErrorSerializer(serializers.Serializer):
    """One value that was refused."""

    field = serializers.CharField(help_text='Its name; "body" for the body as a whole.')
    code = serializers.CharField()
    message = serializers.CharField()


@extend_schema_serializer(component_name="Error")
class ErrorSerializer(serializers.Serializer):
    """A refusal."""

    detail = serializers.CharField(help_text="What is wrong, for people.")
    code = serializers.CharField(help_text="What is wrong, for programs.")
    errors = FieldErrorSerializer(many=True, required=False, help_text="Every value that was refused.")
