"""What several bodies have in common: numbers, instants, pagination, errors."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"type": "number"})
class MoneyField(serializers.Field):
    """An amount in major units with the decimals of its currency: 3199.00."""


@extend_schema_field({"type": "number"})
class NumberField(serializers.Field):
    """A decimal number."""


@extend_schema_field({"type": "string", "format": "date-time"})
class InstantField(serializers.Field):
    """An instant: UTC, whole seconds, `Z`."""


class PaginationLinks(serializers.Serializer):
    """Addresses of other pages, from the host's root; null where there is none."""

    next = serializers.CharField(allow_null=True)
    prev = serializers.CharField(allow_null=True)
    first = serializers.CharField()
    last = serializers.CharField()


class Pagination(serializers.Serializer):
    """Where a page stands."""

    total_count = serializers.IntegerField(help_text="Rows of the whole list; a lower bound where `total_is_exact` is false.")
    page = serializers.IntegerField()
    per_page = serializers.IntegerField()
    total_pages = serializers.IntegerField()
    has_next = serializers.BooleanField()
    has_prev = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True)
    prev_cursor = serializers.CharField(allow_null=True)
    links = PaginationLinks()


class CacheInfo(serializers.Serializer):
    """Whether the answer came from a cache."""

    cached = serializers.BooleanField()
    cache_key = serializers.CharField()
    ttl_seconds = serializers.IntegerField()


class Meta(serializers.Serializer):
    """How the answer was made."""

    query_time_ms = NumberField()
    cached = serializers.BooleanField()
    cache_expires_at = InstantField(help_text="Until then a client may keep the answer.")


class ErrorBody(serializers.Serializer):
    """What went wrong. `details` depend on the code: the page behind `documentation_url` explains each."""

    code = serializers.CharField()
    message = serializers.CharField()
    details = serializers.DictField()
    timestamp = InstantField()
    request_id = serializers.CharField()
    trace_id = serializers.CharField()
    documentation_url = serializers.CharField()


class ErrorAnswer(serializers.Serializer):
    """Every refusal."""

    error = ErrorBody()
