"""Receipts: the page behind a price, compressed and hashed, and the whole reading with what lost and why."""

import gzip
import hashlib
import zlib
from dataclasses import asdict

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from scraping.extraction import Reading
from scraping.fetching import Page
from scraping.models import Evidence
from scraping.services.outcomes import Check

#: Of a page full of prices, so many candidates are kept.
_MOST_CANDIDATES = 60


class PageNotKept(Exception):
    """The page behind a receipt is not there: too large to be kept, expired, or its file is missing."""


class PageDamaged(Exception):
    """What is stored is not the page that was read: its bytes do not have the recorded SHA-256."""


def receipt(check: Check, point_id: int) -> Evidence:
    """The evidence row of a price; not saved. The page itself goes to the evidence storage here, once for equal bytes."""
    page, reading = check.page, check.reading
    digest = hashlib.sha256(page.body).hexdigest()
    return Evidence(
        point_id=point_id,
        url=page.final_url[:2048],
        fetched_at=check.fetched_at,
        sha256=digest,
        file=_keep(page, digest),
        size=len(page.body),
        reading=reading_document(reading) | {"content_type": page.content_type},
        parser_version=reading.parser_version,
    )


def _keep(page: Page, digest: str) -> str:
    """Where the compressed page lies in the evidence storage; empty where it is larger than is kept."""
    storage, name = storages["evidence"], f"{digest[:2]}/{digest}.html.gz"
    if storage.exists(name):
        return name
    compressed = gzip.compress(page.body, 6, mtime=0)
    if len(compressed) > settings.EVIDENCE_MAX_BYTES:
        return ""
    return storage.save(name, ContentFile(compressed))


def stored_page(evidence: Evidence) -> bytes:
    """The page behind a receipt, byte for byte as it came: its SHA-256 is checked on each read.

    Raises `PageNotKept`, or `PageDamaged` for anything but the page that was read. No more is unpacked than the page had.
    """
    if not evidence.file:
        raise PageNotKept("The page was too large to be kept, or has expired.")
    try:
        with storages["evidence"].open(evidence.file) as file, gzip.GzipFile(fileobj=file) as page:
            body = page.read(evidence.size + 1)
    except FileNotFoundError:
        raise PageNotKept("The file of the page is missing.") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise PageDamaged("The stored page cannot be unpacked.") from None
    if len(body) != evidence.size or hashlib.sha256(body).hexdigest() != evidence.sha256:
        raise PageDamaged("The stored page does not have the SHA-256 that was recorded.")
    return body


def reading_document(reading: Reading) -> dict:
    """The reading as JSON: what it says, where it stands on the page, the recipe, and each candidate with its fate."""
    return {
        **reading.as_dict(),
        "path": reading.path,
        "condition": reading.condition.value,
        "seller": reading.seller,
        "canonical_url": reading.canonical_url,
        "recipe": None if reading.recipe is None else asdict(reading.recipe),
        "candidates": [
            {**asdict(candidate), "amount": format(candidate.amount, "f"), "role": candidate.role.value}
            for candidate in reading.candidates[:_MOST_CANDIDATES]
        ],
    }
