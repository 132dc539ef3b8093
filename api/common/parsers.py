"""Parsers of request bodies that stop reading where a body is too large, and never answer with a crash."""

import json
from typing import BinaryIO

from django.conf import settings
from django.http import QueryDict
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import FormParser, JSONParser
from rest_framework.utils.json import strict_constant


class BodyTooLarge(APIException):
    """The body is larger than `settings.DATA_UPLOAD_MAX_MEMORY_SIZE` bytes."""

    status_code = 413
    default_code = "body_too_large"

    def __init__(self):
        super().__init__(f"The body is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.")


class BoundedJSONParser(JSONParser):
    """JSON in UTF-8 (RFC 8259, section 8.1), at most `settings.DATA_UPLOAD_MAX_MEMORY_SIZE` bytes of it."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The value in the body. Raises `ParseError` for what is no JSON, `BodyTooLarge`."""
        body = _read(stream, parser_context)
        try:
            return json.loads(body.decode(), parse_constant=strict_constant)
        except RecursionError:
            raise ParseError("The body is nested too deeply.") from None
        except ValueError as error:
            raise ParseError(f"The body is not JSON: {error}.") from None


class BoundedFormParser(FormParser):
    """`application/x-www-form-urlencoded` in UTF-8, at most `settings.DATA_UPLOAD_MAX_MEMORY_SIZE` bytes of it."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The fields in the body. Raises `BodyTooLarge`, and `SuspiciousOperation` for too many fields."""
        return QueryDict(_read(stream, parser_context), encoding="utf-8")


def _read(stream: BinaryIO, parser_context: dict) -> bytes:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    declared = parser_context["request"].META.get("CONTENT_LENGTH") or "0"
    if int(declared) > limit:  # the request has read it as a number before it gave us the stream
        raise BodyTooLarge
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise BodyTooLarge
    return body
