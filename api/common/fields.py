"""Serializer fields that keep to the JSON types a contract documents."""

from datetime import datetime

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from lib.vocabulary import Availability
from lib.windows import isoformat


class TextField(serializers.CharField):
    """A JSON string: a number is refused, not spelled out."""

    def to_internal_value(self, data) -> str:
        """The text. Raises `ValidationError` for any other JSON type."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class FlagField(serializers.BooleanField):
    """`true` or `false`, and no other word or number for them."""

    def to_internal_value(self, data) -> bool:
        """The truth value. Raises `ValidationError` for any other JSON type."""
        if data is not True and data is not False:
            self.fail("invalid", input=data)
        return data


class TextOrNullField(serializers.CharField):
    """Text for readers; `null` where the model holds an empty string."""

    def __init__(self, **options):
        super().__init__(read_only=True, allow_null=True, **options)

    def to_representation(self, value: str) -> str | None:
        """The text, or None for an empty one."""
        return value or None


class InstantField(serializers.DateTimeField):
    """An instant for readers: UTC, whole seconds, `Z`."""

    def __init__(self, **options):
        super().__init__(read_only=True, **options)

    def to_representation(self, value: datetime) -> str:
        """e.g. 2025-10-06T10:30:00Z"""
        return isoformat(value)


@extend_schema_field({"type": "string", "enum": [word.label for word in Availability]})
class AvailabilityField(serializers.CharField):
    """What the shop says of its stock, in the words of the tracker contract."""

    def __init__(self, **options):
        super().__init__(read_only=True, **options)

    def to_representation(self, value: str) -> str:
        """The label of an `Availability` value."""
        return Availability(value).label
