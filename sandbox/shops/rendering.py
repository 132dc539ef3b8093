"""Templates to answers: our own Jinja environment, escaping everything, with the two ways in which a page writes money."""

from hashlib import blake2b
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lib.money import format_money
from sandbox.shops.structured import decimal_text
from sandbox.shops.world import base_of

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent.parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters.update(money=format_money, decimal=decimal_text)
_ENVIRONMENT.policies["json.dumps_kwargs"] = {"ensure_ascii": False}

#: The pages run no scripts, load nothing from elsewhere and are shown in no frame.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def render(template: str, **context: object) -> str:
    """The text of a template; every value is escaped."""
    return _ENVIRONMENT.get_template(template).render(context)


def html(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """A page; `base` is in its context."""
    return HTMLResponse(render(template, base=base_of(request), **context), status, HEADERS)


def conditional(request: Request, response: Response) -> Response:
    """The response with a strong ETag, or 304 without a body where the caller has it already (RFC 9110, 13.1.2)."""
    etag = f'"{blake2b(response.body, digest_size=12).hexdigest()}"'
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers={**HEADERS, "ETag": etag})
    response.headers["ETag"] = etag
    return response
