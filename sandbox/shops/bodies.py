"""Reading what callers send: capped, and from our own pages only."""

import json
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from lib.errors import Forbidden, Invalid

#: No form or document of the sandbox is longer (bytes).
LONGEST_BODY = 16_384


async def read_json(request: Request) -> dict[str, object]:
    """The JSON object in the body. Raises `Invalid` for anything else, HTTP 413 for a body that is too long."""
    try:
        document = json.loads(await _read(request))
    except (ValueError, RecursionError):
        raise Invalid("The body is not a JSON document") from None
    if not isinstance(document, dict):
        raise Invalid("The body has to be a JSON object")
    return document


async def read_form(request: Request) -> dict[str, str]:
    """The fields of an URL-encoded form; of repeated ones the first. Raises `Invalid`, HTTP 413 for a body that is too long."""
    try:
        fields = parse_qs((await _read(request)).decode(), max_num_fields=50)
    except ValueError:
        raise Invalid("The body is not a form") from None
    return {name: values[0].strip() for name, values in fields.items()}


def refuse_other_sites(request: Request) -> None:
    """Only our own pages, and programs, may change the market: a page elsewhere on the web may not. Raises `Forbidden`."""
    origin = request.headers.get("origin")
    if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Forbidden("Another site may not change the market")
    if origin is not None and urlsplit(origin).netloc != request.url.netloc:
        raise Forbidden("Another site may not change the market")


async def _read(request: Request) -> bytes:
    refuse_other_sites(request)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise HTTPException(413, f"A body may have {LONGEST_BODY} bytes")
    return bytes(body)
