"""Receipts: the page behind a price, compressed and hashed, and the whole reading with what lost and why."""

import gzip
import hashlib
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
        reading=reading_document(reading),
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


def reading_document(reading: Reading) -> dict:
    """The reading as JSON: what it says, where it stands on the page, and each candidate with the reason it won or lost."""
    return {
        **reading.as_dict(),
        "path": reading.path,
        "condition": reading.condition.value,
        "seller": reading.seller,
        "canonical_url": reading.canonical_url,
        "candidates": [
            {**asdict(candidate), "amount": format(candidate.amount, "f"), "role": candidate.role.value}
            for candidate in reading.candidates[:_MOST_CANDIDATES]
        ],
    }
