"""How lists of the tracker contract are cut: `skip` and `limit`, a plain JSON list, the rest in headers."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

#: Beyond this a walk by offset makes no sense any more.
_MAX_SKIP = 1_000_000_000


class PageRequest(serializers.Serializer):
    """Which part of a list is wanted."""

    skip = serializers.IntegerField(min_value=0, max_value=_MAX_SKIP, default=0, help_text="Rows to leave out at the start.")
    limit = serializers.IntegerField(min_value=1, max_value=500, default=100, help_text="Rows to answer with, at most.")


def page_of(rows: QuerySet, request: Request) -> tuple[list, dict[str, str]]:
    """The rows that `skip` and `limit` ask for, and headers about the others. Two statements.

    `X-Total-Count` counts the whole list; `Link` (RFC 8288) names the next and the previous part, where there is one.
    Raises `ValidationError` for parameters out of range.
    """
    wanted = PageRequest(data=request.query_params)
    wanted.is_valid(raise_exception=True)
    skip, limit = wanted.validated_data["skip"], wanted.validated_data["limit"]
    total = rows.count()
    links = []
    if skip + limit < total:
        links.append(f'<{_url(request, skip + limit, limit)}>; rel="next"')
    if skip:
        links.append(f'<{_url(request, max(0, skip - limit), limit)}>; rel="prev"')
    return list(rows[skip : skip + limit]), {"X-Total-Count": str(total)} | ({"Link": ", ".join(links)} if links else {})


def _url(request: Request, skip: int, limit: int) -> str:
    return replace_query_param(replace_query_param(request.build_absolute_uri(), "skip", skip), "limit", limit)
