"""How errors sound in the tracker contract.

Every refusal is `{"detail", "code"}`: a sentence for people and a stable lower-case word for programs. Where values are to
blame, `errors` lists all of them, as `{"field", "code", "message"}`. 400: a request that cannot be understood. 422: values of
the wrong kind or out of range. 404: an id of the right form that nobody has.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from api.common.parsers import BodyTooLarge
from lib.errors import DomainError, Invalid

logger = logging.getLogger(__name__)

#: Field name of errors that concern the body as a whole.
WHOLE_BODY = "body"

_SENTENCES = {
    "not_authenticated": "Sign in first: send the header Authorization: Bearer <access_token>.",
    "token_not_valid": "The access token is not valid or has expired: get a new one from POST /api/v1/users/token.",
    "permission_denied": "Your account may not do this: it needs a staff account.",
    "not_found": "There is nothing at this address.",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One value that was refused, and why."""

    field: str
    code: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """As it stands in an answer."""
        return {"field": self.field, "code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that says no."""

    status: int
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The refusal as the contract spells it."""
        body = {"detail": self.detail, "code": self.code}
        if self.errors:
            body["errors"] = [error.as_dict() for error in self.errors]
        return Response(body, status=self.status, headers=self.headers)


def answer_error(exc: Exception, context: dict) -> Response:
    """DRF's exception handler for the views of this contract: the response to whatever a view has raised. Never raises."""
    if isinstance(exc, DomainError):
        refusal = _domain(exc)
    elif isinstance(exc, exceptions.ValidationError):
        refusal = _invalid(tuple(_field_errors(exc.get_full_details())))
    elif (known := _request_error(exc)) is not None:
        refusal = _api(known, context["view"])
    else:
        logger.error("%s %s failed", context["request"].method, context["request"].path, exc_info=exc)
        refusal = Refusal(500, "internal_error", "Something went wrong on our side. Nothing is wrong with your request.")
    response = refusal.response()
    if response.status_code == 401:
        response["WWW-Authenticate"] = _challenge(refusal.code, context)
    return response


def _domain(error: DomainError) -> Refusal:
    code = "invalid" if error.code == Invalid.code else error.code.lower()
    if error.field is None:
        return Refusal(error.status, code, error.message)
    reasons = error.details.get("reasons") or [error.message]
    errors = tuple(FieldError(error.field, code, reason) for reason in reasons)
    if error.status in (409, 422):
        return Refusal(error.status, code, _sentence(errors), errors)
    return Refusal(error.status, code, error.message, errors)


def _invalid(errors: tuple[FieldError, ...]) -> Refusal:
    return Refusal(422, "invalid", _sentence(errors), errors)


def _sentence(errors: tuple[FieldError, ...]) -> str:
    return " ".join(f"{error.field}: {error.message}" for error in errors)


def _field_errors(details: dict | list, path: str = "") -> Iterator[FieldError]:
    """The leaves of what `ValidationError.get_full_details` answers, with the dotted path of their field."""
    if isinstance(details, list):
        for each in details:
            yield from _field_errors(each, path)
    elif set(details) == {"message", "code"} and not isinstance(details["message"], (dict, list)):
        yield FieldError(path or WHOLE_BODY, details["code"], str(details["message"]))
    else:
        for name, each in details.items():
            inner = path if name == "non_field_errors" else f"{path}.{name}".lstrip(".")
            yield from _field_errors(each, inner)


def _request_error(exc: Exception) -> exceptions.APIException | None:
    """The API exception that `exc` is, or amounts to; None for one that nobody foresaw."""
    match exc:
        case exceptions.APIException():
            return exc
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return BodyTooLarge()
        case SuspiciousOperation():
            return exceptions.ParseError("The request cannot be understood: it has too many fields, or unusable ones.")
        case UnreadablePostError():
            return exceptions.ParseError("The body ended early.")
    return None


def _api(exc: exceptions.APIException, view) -> Refusal:
    if isinstance(exc, exceptions.Throttled) and view.allowance:
        seconds = view.allowance.retry_after
        return Refusal(429, "throttled", f"Too many requests: this is limited to {view.rate}. Try again in {seconds} seconds.")
    details = exc.detail if isinstance(exc.detail, dict) else {"detail": exc.detail, "code": exc.get_codes()}
    code = str(details["code"])
    sentence = _SENTENCES.get(code, str(details["detail"]))
    if isinstance(exc, exceptions.AuthenticationFailed):
        return Refusal(exc.status_code, code, sentence, (FieldError("Authorization", code, sentence),))
    return Refusal(exc.status_code, code, sentence)


def _challenge(code: str, context: dict) -> str:
    """The WWW-Authenticate header (RFC 6750, section 3): it names the fault of a token that was sent."""
    challenge = context["view"].get_authenticate_header(context["request"])
    return f'{challenge}, error="invalid_token"' if code == "token_not_valid" else challenge
