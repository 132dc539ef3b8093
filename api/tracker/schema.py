"""How the tracker contract describes itself (OpenAPI)."""

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from api.common.schema import ContractSchema
from api.tracker.serializers import ErrorSerializer

_REFUSALS = {
    400: "The request cannot be understood: malformed JSON, say.",
    401: "No token, or one that is not valid; or wrong credentials. `WWW-Authenticate` says which scheme is wanted.",
    403: "Your account may not do this.",
    404: "Nobody has this id.",
    406: "`Accept` rules out JSON.",
    409: "It exists already.",
    413: "The body is too large.",
    415: "The body is of a type that is not read here.",
    422: "Values are missing, of the wrong kind or out of range: `errors` lists all of them.",
    429: "Too many requests: `Retry-After` says how many seconds to wait.",
}

#: Endpoints that a token changes nothing about, or little, and that work without.
BEARER_OR_NOT = [{"jwtAuth": []}, {}]

PRODUCT_ID = OpenApiParameter("product_id", int, OpenApiParameter.PATH, description="The id of a tracked product.")

LOCATION = OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=[202], description="Where the product is shown.")

LIST_HEADERS = [
    OpenApiParameter("X-Total-Count", int, OpenApiParameter.HEADER, response=[200], description="Length of the whole list."),
    OpenApiParameter("Link", str, OpenApiParameter.HEADER, response=[200], description="Next and previous part (RFC 8288)."),
]


def refusals(*statuses: int) -> dict[int, OpenApiResponse]:
    """The responses of an operation that refuses with these statuses."""
    return {status: OpenApiResponse(ErrorSerializer, description=_REFUSALS[status]) for status in statuses}


DOCUMENT = ContractSchema(
    "api.tracker.urls",
    TITLE="Price Tracker API",
    VERSION="1.0.0",
    DESCRIPTION=(
        "Track a product page by its address; read its price history; keep a watchlist; see sales. A *product* here is one "
        "page in one shop; `product` (`prod_…`) names the thing it sells.\n\n"
        "Each path works with and without its trailing slash. Errors are `{detail, code, errors}`. "
        "Price changes are pushed on the WebSocket `/ws/updates`."
    ),
    TAGS=[
        {"name": "products", "description": "Tracked product pages."},
        {"name": "users", "description": "Accounts, tokens and watchlists."},
        {"name": "sales", "description": "Sale events."},
    ],
    SCHEMA_PATH_PREFIX="/api/v1",
)
