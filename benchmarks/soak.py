"""Memory of a process that reads pages for a long time.

    python benchmarks/soak.py [../shared/corpus/pages.jsonl] [--pages 10000]

Reads the pages of a list (`file` relative to it and maybe gzipped, `url`) and the package's own test pages, over and over, in
one process, and prints its resident memory (RSS, from /proc) twenty times. Each visit is another page to every cache: its
address, its title and its class names carry the number of the visit. Ends with exit code 1 where memory is not flat: where the
last fifth of the visits needs more than `TOLERANCE` above the second fifth (the first fills the bounded caches).
"""

import argparse
import gzip
import itertools
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scraping.extraction import extract

OWN_PAGES = Path(__file__).resolve().parent.parent / "scraping" / "extraction" / "tests" / "pages"
STATUS = Path("/proc/self/status")
SAMPLES = 200
LINES = 20
#: What the last visits may need above the early ones, in KiB, on top of one percent: an allocator's noise.
TOLERANCE = 4_096


def pages(listed: Path | None) -> list[tuple[bytes, str]]:
    """The bytes and addresses of the test pages, and of those in a `pages.jsonl`."""
    found = [
        (page.read_bytes(), json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["url"])
        for page in sorted(OWN_PAGES.glob("*.html"))
    ]
    for line in listed.read_text(encoding="utf-8").splitlines() if listed else ():
        page = json.loads(line)
        data = (listed.parent / page["file"]).read_bytes()
        found.append((gzip.decompress(data) if page["file"].endswith(".gz") else data, page["url"]))
    return found


def visits(known: list[tuple[bytes, str]], count: int) -> Iterator[tuple[bytes, str]]:
    """`count` pages in turn, each unlike all before in what caches go by."""
    for number, (html, url) in enumerate(itertools.islice(itertools.cycle(known), count)):
        mark = b"%d" % number
        html = html.replace(b"<title>", b"<title>" + mark + b" ", 1).replace(b'class="', b'class="v' + mark + b" ", 20)
        yield html, f"{url}{'&' if '?' in url else '?'}visit={number}"


def resident() -> int:
    """The resident memory of this process in KiB."""
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1])


def soak(known: list[tuple[bytes, str]], count: int) -> list[int]:
    """Reads `count` pages and prints on the way; the samples of resident memory in KiB, at equal distances."""
    samples: list[int] = []
    started = time.perf_counter()
    priced = 0
    print(f"{'pages':>8s} {'seconds':>8s} {'RSS MiB':>8s} {'priced':>8s}")
    for number, (html, url) in enumerate(visits(known, count), 1):
        priced += extract(html, url).price is not None
        if number * SAMPLES // count > (number - 1) * SAMPLES // count:
            samples.append(resident())
        if number * LINES // count > (number - 1) * LINES // count:
            print(f"{number:8d} {time.perf_counter() - started:8.1f} {resident() / 1024:8.1f} {priced:8d}", flush=True)
    return samples


def main() -> int:
    """0 where memory is flat, 1 where it grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listed", nargs="?", type=Path, metavar="PAGES.jsonl", help="further pages, one JSON object a line")
    parser.add_argument("--pages", type=int, default=10_000, help="how many pages to read (at least 200)")
    options = parser.parse_args()
    if not STATUS.exists():
        print(f"No {STATUS} here: memory cannot be measured.")
        return 1
    samples = soak(pages(options.listed), max(SAMPLES, options.pages))
    fifth = len(samples) // 5
    early, late = median(samples[fifth : 2 * fifth]), median(samples[-fifth:])
    allowed = TOLERANCE + early // 100
    print(f"early {early / 1024:.1f} MiB, late {late / 1024:.1f} MiB: {'flat' if late - early <= allowed else 'NOT FLAT'}")
    return 0 if late - early <= allowed else 1


if __name__ == "__main__":
    sys.exit(main())
