"""`manage.py extract`: read saved product pages and print what they say."""

import gzip
import json
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from scraping.extraction import extract

_GZIP_MAGIC = b"\x1f\x8b"


class Command(BaseCommand):
    """One page, or a list of pages; a JSON object a line on standard output."""

    help = (
        "Read a saved product page and print the reading as JSON. With --batch, read lines {id, file, url} and print a line "
        "for each: id, title, brand, price, list_price, currency, availability, sku, gtin, image_url, source, confidence, "
        "problem, ms. Files may be gzipped and are relative to the list; prices are decimal strings in major units; ms is the "
        "extraction alone."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        """PAGE.html --url URL, or --batch PAGES.jsonl."""
        parser.add_argument("page", nargs="?", type=Path, help="a saved page, plain or gzipped")
        parser.add_argument("--url", help="the address the page was saved from")
        parser.add_argument("--batch", type=Path, metavar="PAGES.jsonl", help="a list of pages, one JSON object a line")
        parser.add_argument(
            "--candidates", action="store_true", help="with each candidate and why it won or lost (one page only)"
        )

    def handle(self, *args, page, url, batch, candidates, **options):
        """Print the readings. Raises CommandError for missing arguments, files and lines that are not of the form."""
        if batch is not None:
            for number, line in enumerate(_text(batch).splitlines(), 1):
                if line.strip():
                    self._print(self._listed(line, number, batch))
        elif page is not None and url:
            self._print(_reading(_bytes(page), url, candidates))
        else:
            raise CommandError("Give a page and its --url, or a --batch list.")

    def _listed(self, line: str, number: int, batch: Path) -> dict:
        try:
            entry = json.loads(line)
            file, url, name = entry["file"], entry["url"], entry["id"]
        except (ValueError, KeyError, TypeError):
            raise CommandError(f"{batch}, line {number}: not an object with id, file and url.") from None
        return {"id": name, **_reading(_bytes(batch.parent / file), url, False)}

    def _print(self, document: dict) -> None:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


def _reading(body: bytes, url: str, candidates: bool) -> dict:
    start = time.perf_counter()
    reading = extract(body, url)
    elapsed = (time.perf_counter() - start) * 1000
    document = {**reading.as_dict(), "ms": round(elapsed, 3)}
    if candidates:
        document["candidates"] = [
            {
                "amount": format(c.amount, "f"), "currency": c.currency, "role": c.role, "source": c.source,
                "path": c.path, "raw": c.raw, "won": c.won, "reason": c.reason,
            }
            for c in reading.candidates
        ]  # fmt: skip
    return document


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data.startswith(_GZIP_MAGIC) else data
    except (OSError, EOFError) as error:
        raise CommandError(f"{path}: {error}") from None


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode()
    except UnicodeDecodeError:
        raise CommandError(f"{path}: not UTF-8 text.") from None
