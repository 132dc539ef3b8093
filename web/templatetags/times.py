"""Instants in templates: words for people, the exact instant for everything else."""

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lib.windows import isoformat

register = template.Library()

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def words_ago(time: datetime, at: datetime) -> str:
    """How long before `at` the instant was, as a person says it; its date (UTC) after a month.

    >>> at = datetime(2026, 3, 31, 12, tzinfo=UTC)
    >>> words_ago(datetime(2026, 3, 31, 11, 59, 30, tzinfo=UTC), at), words_ago(datetime(2026, 3, 31, 10, 30, tzinfo=UTC), at)
    ('just now', '1 hour ago')
    >>> words_ago(datetime(2026, 3, 25, tzinfo=UTC), at), words_ago(datetime(2025, 12, 24, tzinfo=UTC), at)
    ('6 days ago', '24 Dec 2025')
    """
    seconds = int((at - time).total_seconds())
    if seconds >= 30 * 86_400:
        return f"{time.astimezone(UTC):%-d %b %Y}"
    for name, length in _UNITS:
        if count := max(seconds, 0) // length:
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


@register.simple_tag(takes_context=True)
def ago(context: template.Context, time: datetime | None) -> SafeString | str:
    """A `<time>` that says how long ago it was, counted from the context's `at`; "never" for none."""
    if time is None:
        return "never"
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>', isoformat(time), exact(time), words_ago(time, context["at"])
    )


@register.simple_tag
def moment(time: datetime) -> SafeString:
    """A `<time>` with the instant in UTC."""
    return format_html('<time datetime="{}">{}</time>', isoformat(time), exact(time))


def exact(time: datetime) -> str:
    """The instant to the minute.

    >>> exact(datetime(2026, 3, 1, 9, 5, tzinfo=UTC))
    '1 Mar 2026, 09:05 UTC'
    """
    return f"{time.astimezone(UTC):%-d %b %Y, %H:%M} UTC"
