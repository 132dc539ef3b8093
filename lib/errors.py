"""Domain errors: one name for each, many voices.

A service raises one of these; the contract that serves the request says how it sounds (`api/*/errors.py`, forms in `web`).
`code` is stable and machine-readable, `status` the HTTP status a door answers with unless its contract decides otherwise, and
`details` names the field and the way out.
"""


class DomainError(Exception):
    """The root of all errors that a caller can do something about."""

    code = "BAD_REQUEST"
    status = 400
    field: str | None = None

    def __init__(self, message: str, *, field: str | None = None, **details):
        super().__init__(message)
        self.message = message
        self.field = field or self.field
        self.details = details


class Invalid(DomainError):
    """A value of the right form that cannot be accepted (out of range, of the wrong kind)."""

    code = "UNPROCESSABLE_ENTITY"
    status = 422


class InvalidMoney(Invalid):
    """Not an amount of money: no such currency, negative, or not a number."""

    code = "INVALID_MONEY"


class InvalidUrl(Invalid):
    """Not a web address that can be tracked: no http(s), no public host, credentials inside, too long."""

    code = "INVALID_URL"
    field = "url"


class InvalidGtin(Invalid):
    """Not a GTIN: wrong length, other characters than digits, or a wrong check digit."""

    code = "INVALID_GTIN"
    field = "gtin"


class NotFound(DomainError):
    """An id of the right form that nobody has, or that is not the caller's to see."""

    code = "NOT_FOUND"
    status = 404


class Conflict(DomainError):
    """The thing exists already."""

    code = "CONFLICT"
    status = 409


class Forbidden(DomainError):
    """The caller is known and may not do this."""

    code = "FORBIDDEN"
    status = 403
