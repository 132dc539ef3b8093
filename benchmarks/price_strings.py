"""Our price-string parser beside price-parser, over a file of strings with their amounts.

    pip install price-parser
    python benchmarks/price_strings.py ../shared/corpus/price_strings.jsonl

A line of the file is an object of `set`, `raw`, `currency_hint`, `decimal_separator` (of a shop that is known to write so, else
null) and `amount` (a decimal string, null where there is no price). Sets whose name begins with XFAIL are those that the parser
they come from fails. Prints how many amounts each parser has right, and the microseconds that a string takes it: the best of
several runs, taken in turns, so that a busy machine slows both alike. Ours forgets the texts between the runs, not the signs
and words that it has met in them: so it is in a process that goes on reading.
"""

import collections
import json
import sys
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from price_parser import Price

from scraping.extraction import price_text
from scraping.extraction.currency import currency_of

RUNS = 15


def main(path: Path) -> None:
    """Prints a line for each set of strings, and the times."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    calls = [(row["raw"], row["currency_hint"], row["decimal_separator"]) for row in rows]
    for row, (_, hint, _) in zip(rows, calls, strict=True):
        row["currency"] = currency_of(hint)
    ours = [(row["raw"] or "", row["currency"], row["decimal_separator"]) for row in rows]
    amounts: dict[str, list[Decimal | None]] = {}
    best: dict[str, float] = collections.defaultdict(lambda: float("inf"))
    for _ in range(RUNS):
        for name, parse, arguments in (("ours", our_amount, ours), ("price-parser", their_amount, calls)):
            price_text._parsed.cache_clear()
            start = time.perf_counter()
            amounts[name] = [parse(*one) for one in arguments]
            best[name] = min(best[name], time.perf_counter() - start)
    _print_counts(rows, amounts)
    for name, seconds in best.items():
        print(f"{name:14s} {1e6 * seconds / len(rows):6.2f} microseconds a string")


def our_amount(text: str, currency: str | None, mark: str | None) -> Decimal | None:
    """The amount that our parser reads."""
    token = price_text.parse_price(text, currency=currency, decimal_mark=mark)
    return token.amount if token else None


def their_amount(text: str | None, hint: str | None, mark: str | None) -> Decimal | None:
    """The amount that price-parser reads."""
    return Price.fromstring(text, currency_hint=hint, decimal_separator=mark).amount


def _print_counts(rows: list[dict], amounts: dict[str, list[Decimal | None]]) -> None:
    total: collections.Counter[str] = collections.Counter()
    right: collections.Counter[tuple[str, str]] = collections.Counter()
    for place, row in enumerate(rows):
        wanted = None if row["amount"] is None else Decimal(row["amount"])
        kind = "failed by their source" if row["set"].startswith("XFAIL") else "regular"
        for label in (row["set"], kind):
            total[label] += 1
            for name, found in amounts.items():
                right[name, label] += found[place] == wanted
    print(f"{'':44s}{'of':>6s}" + "".join(f"{name:>14s}" for name in amounts))
    for label in total:
        print(f"{label:44s}{total[label]:6d}" + "".join(f"{right[name, label]:14d}" for name in amounts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
