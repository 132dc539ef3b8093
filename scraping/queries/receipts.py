"""The receipt of a price: from which page it was read, where it stood there, and why other amounts lost."""

from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q

from lib.money import Money, to_major
from lib.windows import isoformat
from pricing.analytics.plausibility import LEAST_CONFIDENCE
from pricing.models import PricePoint
from scraping.models import Evidence

#: So much of a path on the page is shown.
_LONGEST_PATH = 300

_SOURCES = {
    "json-ld": "the data for search engines in the page (JSON-LD)",
    "microdata": "marks in the page's text (microdata)",
    "rdfa": "marks in the page's text (RDFa)",
    "opengraph": "the page's preview data (OpenGraph)",
    "meta": "the page's meta tags",
    "state": "the data that the page hands to its own scripts",
    "css": "the visible text, in a part named like a price",
    "text": "the visible text",
    "retailer": "a rule made for this shop",
    "recipe": "the place on this shop's pages that a person named (its recipe)",
    "person": "a person",
}
_ROLES = {
    "current": "price to pay now",
    "list": "list or struck price",
    "instalment": "instalment",
    "member": "price for members",
    "unit": "price per unit",
    "used": "price of a used one",
    "from": "“from” price",
    "shipping": "shipping",
    "related": "another product",
}


@dataclass(frozen=True, slots=True)
class Considered:
    """One amount on the page and its fate. `amount` in major units, as the reading wrote it; `raw` as the shop wrote it."""

    amount: str
    currency: str
    role: str
    source: str
    path: str
    raw: str
    won: bool
    reason: str

    @property
    def role_words(self) -> str:
        """What the amount is, for people."""
        return _ROLES.get(self.role, self.role)


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """The page a price was read from. `sha256` is of the page as it came, `size` its bytes; `is_kept`: it is still stored."""

    url: str
    fetched_at: datetime
    sha256: str
    size: int
    is_kept: bool
    parser_version: str
    replayed_at: str | None

    @property
    def host(self) -> str:
        """The shop's host."""
        return urlsplit(self.url).hostname or self.url

    @property
    def link(self) -> str:
        """The page's address where it can be followed (http or https); else empty."""
        return self.url if self.url.startswith(("https://", "http://")) else ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Why a price was believed. `page` is None for a price that was not read from a page here.

    `point` comes with its listing, shop and product. `replaces` and `replaced_by` are the points before and after a correction,
    `waiting` another reading of the listing that is in quarantine now.
    """

    point: PricePoint
    page: ReceiptPage | None
    path: str
    considered: tuple[Considered, ...]
    replaces: PricePoint | None
    replaced_by: PricePoint | None
    waiting: PricePoint | None

    @property
    def money(self) -> Money | None:
        """The price; None where the shop showed none."""
        return self.point.money

    @property
    def list_money(self) -> Money | None:
        """The struck or recommended price beside it."""
        return None if self.point.list_amount is None else Money(self.point.list_amount, self.point.currency)

    @property
    def source_words(self) -> str:
        """Where on the page the price stood, for people."""
        return _SOURCES.get(self.point.source, self.point.source) or "a source that was not noted"

    @property
    def confidence_words(self) -> str:
        """How sure the reading was, for people."""
        return confidence_words(self.point.confidence)

    @property
    def standing(self) -> str:
        """Whether the price counts, in a sentence."""
        reason = f": {self.point.reason}" if self.point.reason else ""
        return {
            PricePoint.Status.ACCEPTED: "It counts: it is part of the price history.",
            PricePoint.Status.QUARANTINED: f"It waits in quarantine and does not count yet{reason}.",
            PricePoint.Status.REJECTED: f"It was found to be wrong and does not count{reason}.",
            PricePoint.Status.SUPERSEDED: f"It was never confirmed and does not count{reason}.",
        }[PricePoint.Status(self.point.status)]

    @property
    def absence(self) -> str:
        """Why something is missing from this receipt, in a sentence; empty for a whole one."""
        if self.page is not None and self.page.is_kept:
            return ""
        if self.page is not None:
            return "The page itself is not kept any more (or was too large to be kept); its hash and what was read from it are."
        if self.point.source == "person":
            return "There is no page behind this price: a person corrected it."
        return (
            "There is no receipt for this price: it was not read from a page here, but came with history that was loaded"
            f"{f' (source: {self.point.source})' if self.point.source else ''}."
        )

    def as_dict(self) -> dict:
        """The receipt as plain JSON values: decimal strings in major units with their ISO 4217 currency, times in UTC."""
        point, page = self.point, self.page
        return {
            "point_id": point.pk,
            "listing_id": point.listing_id,
            "price": _major(point.amount, point.currency),
            "list_price": _major(point.list_amount, point.currency),
            "currency": point.currency,
            "availability": point.availability,
            "observed_at": isoformat(point.observed_at),
            "last_seen_at": isoformat(point.last_seen_at),
            "status": point.status,
            "reason": point.reason,
            "standing": self.standing,
            "confidence": point.confidence,
            "confidence_words": self.confidence_words,
            "source": point.source,
            "path": self.path,
            "page": page and {**asdict(page), "fetched_at": isoformat(page.fetched_at)},
            "absence": self.absence,
            "candidates": [asdict(candidate) for candidate in self.considered],
            "replaces_point_id": self.replaces and self.replaces.pk,
            "replaced_by_point_id": self.replaced_by and self.replaced_by.pk,
            "waiting_point_id": self.waiting and self.waiting.pk,
        }


def confidence_words(percent: int) -> str:
    """How sure a reading is, for people.

    >>> confidence_words(95), confidence_words(40)
    ('very sure (95 %)', 'not sure enough to count by itself (40 %)')
    """
    if percent >= 90:
        words = "very sure"
    elif percent >= 70:
        words = "fairly sure"
    else:
        words = "somewhat sure" if percent >= LEAST_CONFIDENCE else "not sure enough to count by itself"
    return f"{words} ({percent} %)"


def receipt_of(point_id: int) -> Receipt | None:
    """The receipt of a price point, whether it counts or not. None for an id that nobody has. Three statements."""
    point = _points().filter(pk=point_id).first()
    return None if point is None else _receipt(point)


def newest_receipt(listing_id: int) -> Receipt | None:
    """The receipt of the newest accepted price of a listing; None where it has none. Three statements."""
    point = _points().accepted().filter(listing=listing_id).order_by("-observed_at").first()
    return None if point is None else _receipt(point)


def _points():
    return PricePoint.objects.select_related("listing__store", "listing__product")


def _receipt(point: PricePoint) -> Receipt:
    evidence = Evidence.objects.of_point(point.pk).order_by("-pk").first()
    kin = PricePoint.objects.filter(listing=point.listing_id).exclude(pk=point.pk)
    same_span = Q(observed_at=point.observed_at, status__in=[PricePoint.Status.ACCEPTED, PricePoint.Status.REJECTED])
    others = list(kin.filter(same_span | Q(status=PricePoint.Status.QUARANTINED)).order_by("-pk"))
    waiting = next((other for other in others if other.status == PricePoint.Status.QUARANTINED), None)
    spans = [other for other in others if other.observed_at == point.observed_at and other is not waiting]
    document = evidence.reading if evidence is not None and isinstance(evidence.reading, dict) else {}
    return Receipt(
        point=point,
        page=None if evidence is None else _page(evidence, document),
        path=_text(document.get("path"))[:_LONGEST_PATH],
        considered=_considered(document),
        replaces=next((other for other in spans if other.status == PricePoint.Status.REJECTED and other.pk < point.pk), None),
        replaced_by=next((other for other in reversed(spans) if other.pk > point.pk), None),
        waiting=waiting,
    )


def _page(evidence: Evidence, document: dict) -> ReceiptPage:
    replay = document.get("replay")
    return ReceiptPage(
        url=evidence.url,
        fetched_at=evidence.fetched_at,
        sha256=evidence.sha256,
        size=evidence.size,
        is_kept=bool(evidence.file),
        parser_version=evidence.parser_version,
        replayed_at=_text(replay.get("at")) if isinstance(replay, dict) else None,
    )


def _considered(document: dict) -> tuple[Considered, ...]:
    """The amounts of a stored reading, the winner first; what is not of the form is left out."""
    stored = document.get("candidates")
    rows = [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
    considered = [
        Considered(
            amount=_text(row.get("amount")),
            currency=_text(row.get("currency")),
            role=_text(row.get("role")),
            source=_text(row.get("source")),
            path=_text(row.get("path"))[:_LONGEST_PATH],
            raw=_text(row.get("raw")),
            won=row.get("won") is True,
            reason=_text(row.get("reason")),
        )
        for row in rows
    ]
    return tuple(sorted(considered, key=lambda candidate: not candidate.won))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _major(amount: int | None, currency: str) -> str | None:
    return None if amount is None else format(to_major(amount, currency), "f")
