"""The error envelope of the comparison and identity contracts, and the names by which one request is known.

`{"error": {code, message, details, timestamp, request_id, trace_id, documentation_url}}`
"""

import re
import secrets
from datetime import datetime

from django.http import HttpRequest

from lib.windows import isoformat

#: Where the codes are explained; each has an anchor of its own.
DOCUMENTATION_PATH = "/docs/errors"

_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
#: W3C Trace Context, section 3.2: version, trace id, parent id, flags.
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def request_id(request: HttpRequest) -> str:
    """The id of the request: its own `X-Request-ID` where that is a sane word of up to 64 characters, else a new `req_…`."""
    known = getattr(request, "_request_id", None)
    if known is None:
        sent = request.headers.get("X-Request-ID", "")
        known = request._request_id = sent if _REQUEST_ID.fullmatch(sent) else f"req_{secrets.token_hex(6)}"
    return known


def trace_id(request: HttpRequest) -> str:
    """The trace that the request belongs to: `trace_` and the id of its `traceparent` header (W3C), else a new one."""
    known = getattr(request, "_trace_id", None)
    if known is None:
        sent = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
        known = request._trace_id = f"trace_{sent[1] if sent else secrets.token_hex(16)}"
    return known


def error_envelope(request: HttpRequest, *, code: str, message: str, details: dict, at: datetime, base_url: str = "") -> dict:
    """The body of an error. `at`: the instant of the request (aware); `base_url`: scheme and host of the documentation page."""
    return {
        "error": {
            "code": code,
            "message": message,
            "details": details,
            "timestamp": isoformat(at),
            "request_id": request_id(request),
            "trace_id": trace_id(request),
            "documentation_url": f"{base_url}{DOCUMENTATION_PATH}#{code}",
        }
    }
