"""Our extractor over a corpus of saved pages, and our price-string parser over a corpus of strings.

    python benchmarks/extraction.py [../shared/corpus/pages.jsonl] > ours.jsonl
    python -m venv .baseline && .baseline/bin/pip install extruct price-parser
    .baseline/bin/python ../shared/corpus/extruct_baseline.py ../shared/corpus/pages.jsonl > extruct.jsonl
    python ../shared/corpus/score.py ours.jsonl --baseline extruct.jsonl --show

    python benchmarks/extraction.py --strings [../shared/corpus/price_strings.jsonl]

The first writes one prediction line a page, in the form that the corpus's scorer reads; `ms` is the time of the extraction
alone, from the bytes as a shop sends them: reading and unpacking the file are outside of it. The last prints how many
amounts of each set of strings are right, and the time a string takes.
"""

import collections
import gzip
import json
import sys
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraping.extraction import extract
from scraping.extraction.currency import currency_of
from scraping.extraction.price_text import parse_price

CORPUS = Path("../shared/corpus")


def predict(pages: Path) -> None:
    """Writes a prediction line for each page of a `pages.jsonl` (`id`, `file` relative to it and maybe gzipped, `url`)."""
    for line in pages.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        data = (pages.parent / page["file"]).read_bytes()
        html = gzip.decompress(data) if page["file"].endswith(".gz") else data
        start = time.perf_counter()
        reading = extract(html, page["url"])
        elapsed = (time.perf_counter() - start) * 1000
        print(json.dumps({"id": page["id"], **reading.as_dict(), "ms": round(elapsed, 3)}, ensure_ascii=False))


def parse(strings: Path) -> None:
    """Prints, for each set of a `price_strings.jsonl` (`set`, `raw`, `currency_hint`, `amount`), how many amounts are right."""
    rows = [json.loads(line) for line in strings.read_text(encoding="utf-8").splitlines()]
    right, total = collections.Counter(), collections.Counter()
    elapsed = 0.0
    for row in rows:
        currency = currency_of(row["currency_hint"])
        start = time.perf_counter()
        token = parse_price(row["raw"] or "", currency=currency)
        elapsed += time.perf_counter() - start
        wanted = None if row["amount"] is None else Decimal(row["amount"])
        total[row["set"]] += 1
        right[row["set"]] += (token.amount if token else None) == wanted
    for name in total:
        print(f"{name:40s} {right[name]:4d} of {total[name]}")
    print(f"{'microseconds a string':40s} {1e6 * elapsed / len(rows):.1f}")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--strings"]
    if "--strings" in sys.argv:
        parse(Path(arguments[0]) if arguments else CORPUS / "price_strings.jsonl")
    else:
        predict(Path(arguments[0]) if arguments else CORPUS / "pages.jsonl")
