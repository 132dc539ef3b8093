"""Comparing names: how much of one name is in another, in scripts with and without spaces."""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORDS = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@lru_cache(maxsize=4_096)
def words(text: str) -> frozenset[str]:
    """The lower-cased words of a text; single characters where the script has no spaces.

    >>> sorted(words("Tea Pot, 1.5 l")), len(words("鵝肉鬆"))
    (['1', '5', 'l', 'pot', 'tea'], 3)
    """
    text = text[:1_000].lower()
    if text.isascii() or _UNSPACED.search(text) is None:
        return frozenset(_WORDS.findall(text))
    found: set[str] = set()
    for word in _WORDS.findall(text):
        if _UNSPACED.search(word):
            found.update(word)
        else:
            found.add(word)
    return frozenset(found)


def share(name: str | None, text: str | None) -> float:
    """How much of `name`'s words are in `text`, 0 to 1.

    >>> share("Tea Pot", "Red tea pot | Shop"), share("Tea Pot", ""), share(None, "x")
    (1.0, 0.0, 0.0)
    """
    wanted = words(name or "")
    return len(wanted & words(text or "")) / len(wanted) if wanted else 0.0


def has_any(text: str, parts: Iterable[str]) -> bool:
    """Whether some of `parts` is in `text`: many times faster than one alternation of them, as C does all of it.

    >>> has_any("out of stock", ("sold out", "of stock")), has_any("in stock", ("out",))
    (True, False)
    """
    return any(map(text.__contains__, parts))
