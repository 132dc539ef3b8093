"""Every error code of the contract, as the page behind `documentation_url` explains it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A code, the HTTP status it comes with, what it means and what to do about it."""

    code: str
    status: str
    meaning: str
    remedy: str


ERROR_CODES = (
    ErrorCode("BAD_REQUEST", "400", "The request cannot be understood.", "Fix the request; a retry will not help."),
    ErrorCode(
        "INVALID_PRODUCT_ID",
        "400",
        "The product id is not of the form prod_[0-9a-z]+.",
        "Use an id as /v1/products/search answers it.",
    ),
    ErrorCode(
        "VALIDATION_FAILED",
        "400, 422",
        "Parameters are unknown, missing, unreadable (400), of the wrong kind or out of range (422).",
        "details.validation_errors lists all of them together, with what was received and what is expected.",
    ),
    ErrorCode("UNAUTHORIZED", "401", "The endpoint is not open to everybody.", "Send valid credentials."),
    ErrorCode("FORBIDDEN", "403", "You are known, and may not do this.", "Check what your account or key is allowed."),
    ErrorCode("NOT_FOUND", "404", "There is nothing at this address.", "/v1/docs lists what there is."),
    ErrorCode(
        "PRODUCT_NOT_FOUND",
        "404",
        "The id has the right form, and nobody has it.",
        "details.similar_products holds products with a similar id; /v1/products/search finds the others.",
    ),
    ErrorCode("RETAILER_NOT_FOUND", "404", "No shop has this id.", "/v1/retailers lists the shops."),
    ErrorCode(
        "METHOD_NOT_ALLOWED", "405", "The address does not take this method.", "The header Allow lists those that it takes."
    ),
    ErrorCode(
        "NOT_ACCEPTABLE",
        "406",
        "The Accept header rules out every form in which the answer exists.",
        "Accept application/json or application/vnd.proteinprices.v1+json.",
    ),
    ErrorCode(
        "PRECONDITION_FAILED", "412", "If-Match or If-Unmodified-Since named another version.", "Leave these headers out."
    ),
    ErrorCode("PAYLOAD_TOO_LARGE", "413", "The body of the request is too large.", "Send less."),
    ErrorCode("UNSUPPORTED_MEDIA_TYPE", "415", "The body is of a type that is not read here.", "Send application/json."),
    ErrorCode("UNPROCESSABLE_ENTITY", "422", "A valid request with values that cannot be accepted.", "Fix the values."),
    ErrorCode(
        "RATE_LIMIT_EXCEEDED",
        "429",
        "Too many requests in the window that details and the X-RateLimit headers describe.",
        "Wait for as many seconds as Retry-After says.",
    ),
    ErrorCode("INTERNAL_ERROR", "500", "Something went wrong on our side.", "Retry with exponential backoff."),
    ErrorCode("BAD_GATEWAY", "502", "A service behind this one gave no good answer.", "Retry with backoff."),
    ErrorCode("SERVICE_UNAVAILABLE", "503", "The service is down or busy.", "Retry after a moment."),
    ErrorCode("GATEWAY_TIMEOUT", "504", "The answer took too long.", "Retry with a longer timeout."),
)
