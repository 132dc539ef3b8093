"""Query parameters of the contract: each says what it takes, reads it, and describes itself for OpenAPI.

Everything that is wrong is reported together. Not understood (400): a parameter that does not exist, stands there twice or is
missing, and a cursor of somebody else's. Of the wrong kind or out of range (422): the rest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter

from api.comparison.errors import validation_failed

#: Problems because of which a request cannot be understood at all.
_NOT_UNDERSTOOD = frozenset({"UNKNOWN_PARAMETER", "REPEATED_PARAMETER", "REQUIRED", "INVALID_CURSOR"})
#: A number of JSON (RFC 8259, section 6), short enough that it can be written out.
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
_SEALED = re.compile(r"[A-Za-z0-9_.=-]+:[A-Za-z0-9]+:[A-Za-z0-9_-]+")
INVALID_CURSOR = "Is no cursor of this query, or too old: begin again without it"
#: Characters of what was received that are repeated in an answer.
_REPEATED = 200


class Unacceptable(Exception):
    """A value that a parameter does not take: the code, a sentence, and what would be right."""

    def __init__(self, code: str, message: str, **expected):
        super().__init__(message)
        self.code = code
        self.message = message
        self.expected = expected


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter: text of at most `max_length` characters, without control characters."""

    name: str
    description: str
    required: bool = False
    default: object = None
    max_length: int = 120

    def parse(self, text: str):
        """The value. Raises `Unacceptable`."""
        if not text.strip():
            raise Unacceptable("BLANK", "Must not be empty", expected="text")
        if len(text) > self.max_length:
            message = f"Must have at most {self.max_length} characters"
            raise Unacceptable("TOO_LONG", message, max_length=self.max_length, length=len(text))
        if any(ord(character) < 32 or 0xD800 <= ord(character) < 0xE000 for character in text):
            raise Unacceptable("INVALID_CHARACTERS", "Must not hold control characters", expected="text")
        return text.strip()

    def schema(self) -> dict:
        """JSON Schema of the value."""
        return {
            "type": "string",
            "minLength": 1,
            "maxLength": self.max_length,
            "pattern": r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$",
        }

    def documented(self) -> OpenApiParameter:
        """The parameter as OpenAPI describes it."""
        schema = self.schema()
        if self.default is not None:
            schema = {**schema, "default": self.default}
        return OpenApiParameter(self.name, schema, OpenApiParameter.QUERY, required=self.required, description=self.description)


@dataclass(frozen=True, kw_only=True)
class Number(Parameter):
    """A decimal number between `minimum` and `maximum`, read exactly."""

    minimum: int = 0
    maximum: int = 1_000_000_000

    def parse(self, text: str) -> Decimal:
        """The number. Raises `Unacceptable`."""
        if not _NUMBER.fullmatch(text):
            raise Unacceptable("INVALID_TYPE", "Must be a number", expected="number")
        number = Decimal(text)
        if not self.minimum <= number <= self.maximum:
            raise out_of_range(self.minimum, self.maximum, number)
        return number

    def schema(self) -> dict:
        """JSON Schema of the value."""
        return {"type": "number", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True, kw_only=True)
class Whole(Number):
    """A whole number between `minimum` and `maximum`."""

    def parse(self, text: str) -> int:
        """The number. Raises `Unacceptable`."""
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 40):
            raise Unacceptable("INVALID_TYPE", "Must be a whole number", expected="integer")
        number = int(text)
        if not self.minimum <= number <= self.maximum:
            raise out_of_range(self.minimum, self.maximum, number)
        return number

    def schema(self) -> dict:
        """JSON Schema of the value."""
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True, kw_only=True)
class Flag(Parameter):
    """`true` or `false`; also `1` and `0`."""

    def parse(self, text: str) -> bool:
        """The truth value. Raises `Unacceptable`."""
        word = text.lower()
        if word not in ("true", "false", "1", "0"):
            raise Unacceptable("INVALID_TYPE", "Must be true or false", expected="boolean")
        return word in ("true", "1")

    def schema(self) -> dict:
        """JSON Schema of the value."""
        return {"type": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Choice(Parameter):
    """One of `words`."""

    words: tuple[str, ...]

    def parse(self, text: str) -> str:
        """The word. Raises `Unacceptable`, naming the known ones."""
        if text not in self.words:
            raise Unacceptable("INVALID_CHOICE", f"Must be one of {', '.join(self.words)}", allowed=list(self.words))
        return text

    def schema(self) -> dict:
        """JSON Schema of the value."""
        return {"type": "string", "enum": list(self.words)}


@dataclass(frozen=True, kw_only=True)
class Words(Parameter):
    """Several words with commas between, at most `most`."""

    most: int = 50
    max_length: int = 2000

    def parse(self, text: str) -> tuple[str, ...]:
        """The words, each once. Raises `Unacceptable`."""
        words = tuple(dict.fromkeys(word.strip() for word in super().parse(text).split(",") if word.strip()))
        if not words:
            raise Unacceptable("BLANK", "Must not be empty", expected="words with commas between")
        if len(words) > self.most:
            raise Unacceptable("TOO_MANY", f"Must name at most {self.most}", max_items=self.most)
        return words


def out_of_range(minimum: int, maximum: int, number: int | Decimal) -> Unacceptable:
    """The refusal of a number beyond its bounds."""
    received = number if len(str(number)) <= 40 else None
    extra = {} if received is None else {"received": received}
    return Unacceptable("OUT_OF_RANGE", f"Must be between {minimum} and {maximum}", min=minimum, max=maximum, **extra)


@dataclass(frozen=True, kw_only=True)
class Sealed(Parameter):
    """A cursor: what is in it, only `api.comparison.cursors` knows."""

    max_length: int = 10_000

    def parse(self, text: str) -> str:
        """The cursor. Raises `Unacceptable` for what cannot be one."""
        if len(text) > self.max_length or not _SEALED.fullmatch(text):
            raise Unacceptable("INVALID_CURSOR", INVALID_CURSOR)
        return text

    def schema(self) -> dict:
        """JSON Schema of the value."""
        return {"type": "string", "maxLength": self.max_length, "pattern": f"^{_SEALED.pattern}$"}


@dataclass(frozen=True)
class ParameterSet:
    """The parameters of one endpoint. `ranges` are pairs (lower, upper) that must not be reversed."""

    parameters: tuple[Parameter, ...] = ()
    ranges: tuple[tuple[str, str], ...] = field(default=())

    def read(self, query: QueryDict) -> dict:
        """The values by name, defaults where there are none. Raises the refusal of all that is wrong with them together."""
        known = [parameter.name for parameter in self.parameters]
        unknown = Unacceptable("UNKNOWN_PARAMETER", "Is no parameter here", allowed=known)
        problems = [_problem(name, unknown, query[name]) for name in query if name not in known]
        values = {parameter.name: self._value(parameter, query, problems) for parameter in self.parameters}
        for lower, upper in self.ranges:
            if values[lower] is not None and values[upper] is not None and values[lower] > values[upper]:
                reversed_ = Unacceptable("REVERSED_RANGE", f"Must not be greater than {upper}", max=values[upper])
                problems.append(_problem(lower, reversed_, values[lower]))
        refuse(problems)
        return values

    @staticmethod
    def _value(parameter: Parameter, query: QueryDict, problems: list[dict]):
        sent = query.getlist(parameter.name)
        try:
            if len(sent) > 1:
                raise Unacceptable("REPEATED_PARAMETER", "Must stand there once")
            if not sent and parameter.required:
                raise Unacceptable("REQUIRED", "Is required", expected=parameter.schema()["type"])
            return parameter.parse(sent[0]) if sent else parameter.default
        except Unacceptable as problem:
            problems.append(_problem(parameter.name, problem, sent[0] if sent else None))
            return None

    def documented(self) -> list[OpenApiParameter]:
        """The parameters as OpenAPI describes them."""
        return [parameter.documented() for parameter in self.parameters]


def refuse(problems: list[dict]) -> None:
    """Raise the refusal of these problems, if there are any: 400 where one of them makes the request unreadable, else 422."""
    if problems:
        understood = not any(problem["code"] in _NOT_UNDERSTOOD for problem in problems)
        raise validation_failed(problems, status=422 if understood else 400)


def _problem(name: str, problem: Unacceptable, received: object = None) -> dict:
    """As it stands in `validation_errors`."""
    shown = received[:_REPEATED] if isinstance(received, str) else received
    return {"field": name[:_REPEATED], "code": problem.code, "message": problem.message, "received": shown, **problem.expected}


def invalid(name: str, received: object, code: str, message: str, **expected) -> None:
    """Raise the refusal of one parameter that only its endpoint could judge."""
    refuse([_problem(name, Unacceptable(code, message, **expected), received)])


def filters_applied(values: Mapping[str, object], *, without: tuple[str, ...] = ()) -> dict:
    """The filters and the order that an answer was made with: what was sent or has a default."""
    hidden = {"page", "per_page", "cursor", *without}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if name not in hidden and value is not None
    }
