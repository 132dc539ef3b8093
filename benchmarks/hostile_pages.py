"""What pages that are made to hang a reader cost, in milliseconds of processor time, as they double.

    python benchmarks/hostile_pages.py [--slowest 12]

The pages are those of `scraping/extraction/tests/hostile.py`, at half a megabyte, one, two, and fifty (`MAX_BYTES` are read).
Ends with exit code 1 where one takes longer than `LIMIT`. A step between two sizes is a limit of ours: a block of JSON-LD
that is cut at two megabytes is no JSON any more, and is mended.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraping.extraction import extract
from scraping.extraction.tests.hostile import HOSTILE

URL = "https://shop.example/p/pot-1"
SIZES = (500_000, 1_000_000, 2_000_000, 50_000_000)
#: Milliseconds that any page may take.
LIMIT = 1_000


def measure(name: str) -> list[float]:
    """The best of two runs at each size, in milliseconds."""
    found = []
    for size in SIZES:
        page = HOSTILE[name](size)
        runs = []
        for _ in range(2):
            start = time.process_time()
            extract(page, URL)
            runs.append((time.process_time() - start) * 1000)
        found.append(min(runs))
    return found


def main() -> int:
    """0 where every page stays within the limits, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slowest", type=int, default=len(HOSTILE), help="how many pages to print, slowest first")
    options = parser.parse_args()
    extract("<p>", URL)
    rows = {name: measure(name) for name in HOSTILE}
    print(f"{'':24s}{'0.5 MB':>10s}{'1 MB':>10s}{'2 MB':>10s}{'50 MB':>10s}")
    for name, row in sorted(rows.items(), key=lambda one: -one[1][-1])[: options.slowest]:
        print(f"{name:24s}" + "".join(f"{milliseconds:10.0f}" for milliseconds in row))
    bad = [name for name, row in rows.items() if max(row) > LIMIT]
    print(f"{len(rows)} kinds of pages; over the limits: {', '.join(bad) or 'none'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
