"""Mutated pages and price strings, guided by coverage: nothing may raise, nothing may hang.

    python -m venv .fuzz && .fuzz/bin/pip install atheris -r requirements.txt
    .fuzz/bin/python benchmarks/fuzz_extraction.py [--seconds 60] [--target extract|prices] [--corpus DIRECTORY]

Needs atheris (libFuzzer for Python), which the product does not install: without it this says so and ends well. The seeds are
the package's own test pages. A page that takes longer than `LIMIT` seconds, or more than `MEMORY` MiB, counts as a crash; the
input is then left in the working directory as `crash-*`, `timeout-*` or `oom-*`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:
    import atheris
except ImportError:
    print("atheris is not installed here: nothing fuzzed. See the head of this file.")
    sys.exit(0)

with atheris.instrument_imports(include=["scraping", "lib"]):
    from scraping.extraction import Reading, extract
    from scraping.extraction.price_text import parse_prices

PAGES = Path(__file__).resolve().parent.parent / "scraping" / "extraction" / "tests" / "pages"
#: Seconds that one input may take, instrumented; MiB that the process may take.
LIMIT = 5
MEMORY = 2_048
MAX_PAGE = 65_536
MAX_TEXT = 512
URLS = (
    "https://shop.example/p/pot-1",
    "https://www.amazon.de/dp/B000000000",
    "https://shop.example.in/search?q=pot",
    "http://[",
    "",
)
CONTENT_TYPES = (None, "text/html; charset=utf-16", "text/html; charset=shift_jis", "text/html; charset=nonsense")


def read_page(data: bytes) -> None:
    """The first byte picks address and content type; the rest is the page. A price has a currency and no problem."""
    first, page = (data[0], data[1:]) if data else (0, b"")
    reading = extract(page, URLS[first % len(URLS)], content_type=CONTENT_TYPES[first // len(URLS) % len(CONTENT_TYPES)])
    if not isinstance(reading, Reading) or (reading.price is not None and (reading.currency is None or reading.problem)):
        raise AssertionError(f"not a reading: {reading}")


def read_prices(data: bytes) -> None:
    """The text as UTF-8; amounts are numbers and not negative."""
    for token in parse_prices(data.decode("utf-8", "replace")):
        if not token.amount.is_finite() or token.amount < 0 or token.quantity < 1:
            raise AssertionError(f"not a price: {token}")


TARGETS = {"extract": (read_page, MAX_PAGE), "prices": (read_prices, MAX_TEXT)}


def seed(directory: Path, target: str) -> None:
    """The test pages as first inputs; for prices, the lines of them that hold a digit."""
    for page in PAGES.glob("*.html"):
        data = page.read_bytes()
        if target == "extract":
            (directory / page.stem).write_bytes(b"\0" + data)
            continue
        for number, line in enumerate(data.splitlines()):
            if any(48 <= byte <= 57 for byte in line):
                (directory / f"{page.stem}-{number}").write_bytes(line[:MAX_TEXT])


def main() -> None:
    """Fuzzes one target for the given time; libFuzzer ends the process, with a code other than 0 where it found something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="how long to fuzz")
    parser.add_argument("--target", choices=TARGETS, default="extract")
    parser.add_argument("--corpus", type=Path, help="where inputs of interest are kept; a temporary directory without it")
    options = parser.parse_args()
    run, longest = TARGETS[options.target]
    directory = options.corpus or Path(tempfile.mkdtemp(prefix="fuzz-"))
    directory.mkdir(parents=True, exist_ok=True)
    seed(directory, options.target)
    limits = [f"-max_total_time={options.seconds}", f"-timeout={LIMIT}", f"-rss_limit_mb={MEMORY}", f"-max_len={longest}"]
    atheris.Setup([sys.argv[0], *limits, str(directory)], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
