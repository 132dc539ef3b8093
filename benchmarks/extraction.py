"""Predictions of our extractor over a corpus of saved pages, one JSON line each, in the form that the corpus's scorer reads.

    python benchmarks/extraction.py [../shared/corpus/pages.jsonl] > ours.jsonl
    python -m venv .baseline && .baseline/bin/pip install extruct price-parser
    .baseline/bin/python ../shared/corpus/extruct_baseline.py ../shared/corpus/pages.jsonl > extruct.jsonl
    python ../shared/corpus/score.py ours.jsonl --baseline extruct.jsonl --show

`ms` is the time of the extraction alone, from the bytes as a shop sends them: reading and unpacking the file are outside of it.
"""

import gzip
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraping.extraction import extract  # noqa: E402 - the repository has to be on the path first

DEFAULT = Path("../shared/corpus/pages.jsonl")


def main(pages: Path) -> None:
    """Writes a prediction line for each page of a `pages.jsonl` (`id`, `file` relative to it and maybe gzipped, `url`) to stdout."""
    for line in pages.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        data = (pages.parent / page["file"]).read_bytes()
        html = gzip.decompress(data) if page["file"].endswith(".gz") else data
        start = time.perf_counter()
        reading = extract(html, page["url"])
        elapsed = (time.perf_counter() - start) * 1000
        print(json.dumps({"id": page["id"], **reading.as_dict(), "ms": round(elapsed, 3)}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
