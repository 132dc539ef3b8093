"""How the comparison contract describes itself (OpenAPI)."""

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from api.common.schema import ContractSchema
from api.comparison.parameters import ParameterSet
from api.comparison.serializers import ErrorAnswer

_REFUSALS = {
    304: "You have this version already.",
    400: "Parameters are unknown, stand there twice or are missing; or the product id is of the wrong form.",
    404: "Nobody has this id.",
    406: "`Accept` rules out JSON.",
    412: "`If-Match` or `If-Unmodified-Since` named another version.",
    422: "Parameters are of the wrong kind or out of range: `validation_errors` lists all of them.",
    429: "Too many requests: `Retry-After` says how many seconds to wait.",
    503: "Out of order: `errors` says what of it, `partial_services` what still works.",
}

_HEADERS = {
    "X-Request-ID": (str, "The request's own id where it sent one, else a new one."),
    "X-RateLimit-Limit": (int, "Requests in the window."),
    "X-RateLimit-Remaining": (int, "Requests left in it."),
    "X-RateLimit-Reset": (int, "Unix time at which the next one comes free."),
    "X-RateLimit-Window": (int, "Seconds of the window."),
    "ETag": (str, "Version of the data shown, for `If-None-Match`."),
    "Last-Modified": (str, "Newest of the data shown, for `If-Modified-Since`."),
    "Cache-Control": (str, "How long the answer may be kept."),
    "X-Response-Time-Ms": (int, "Milliseconds that the answer took."),
    "Server-Timing": (str, "Of those, what the database took."),
}
PRODUCT_ID = OpenApiParameter(
    "product_id",
    {"type": "string", "pattern": "^prod_[0-9a-z]+$", "maxLength": 80},
    OpenApiParameter.PATH,
    description="As search answers it.",
)


def described(
    operation_id: str,
    summary: str,
    answer: type,
    parameters: ParameterSet = ParameterSet(),  # noqa: B008 -- frozen
    *,
    description: str = "",
    with_product: bool = False,
    tag: str = "products",
):
    """The decorator of a `get`: its parameters, its answer, its refusals and its headers."""
    headers = [
        OpenApiParameter(name, kind, OpenApiParameter.HEADER, response=[200], description=words)
        for name, (kind, words) in _HEADERS.items()
    ]
    statuses = [304, 400, *([404] if with_product else []), 406, 412, *([422] if parameters.parameters else []), 429]
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description or summary,
        tags=[tag],
        auth=[{}],
        parameters=[*([PRODUCT_ID] if with_product else []), *parameters.documented(), *headers],
        responses={200: answer, **refusals(*statuses)},
    )


def refusals(*statuses: int) -> dict[int, OpenApiResponse]:
    """The responses of an operation that refuses with these statuses."""
    return {
        status: OpenApiResponse(None if status == 304 else ErrorAnswer, description=_REFUSALS[status]) for status in statuses
    }


DOCUMENT = ContractSchema(
    "api.comparison.urls",
    TITLE="Price Comparison API",
    VERSION="1.1.0",
    DESCRIPTION=(
        "Search products of any category, compare what shops ask for them, follow their prices.\n\n"
        "Open to everybody, limited by address. Each path works with and without its trailing slash. Errors are "
        "`{error: {code, message, details, timestamp, request_id, trace_id, documentation_url}}`. "
        "Amounts are decimal numbers in major units, with the decimals of their currency; instants are UTC."
    ),
    TAGS=[
        {"name": "products", "description": "Products, their prices and their history."},
        {"name": "directory", "description": "Brands and shops."},
        {"name": "service", "description": "How the service is."},
    ],
    SCHEMA_PATH_PREFIX="/v1",
)
