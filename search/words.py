"""From text to the words of the index: the same on both databases, for documents and for what people type.

Accents fall (NFKD, combining marks U+0300 to U+036F), case falls, plurals become singulars, "1kg" becomes "1 kg". What is left
are letters, digits and the marks that other scripts write vowels with: nothing that a query language could take for syntax.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Stands between the parts of a filter word. A private-use character: both tokenisers keep it, and `fold` lets none through.
MARK = "\ue000"
#: Longest word that is kept, in characters.
LONGEST_WORD = 40
#: Words of a query beyond these are ignored: nobody means them.
MOST_TERMS = 12
#: Longest filter word, in characters: PostgreSQL takes 2,046 bytes.
_LONGEST_FILTER = 500
#: Characters of a query that are read at all.
_READ = 1000
#: Shortest word that is corrected: below, everything is near everything.
_SHORTEST_CORRECTED = 4
#: Similarity (difflib's ratio, 0 to 1) that a correction needs: one slip in four letters.
_NEAR = 0.75

#: Plurals in -ies whose singular ends in -ie and not in -y.
_SINGULAR_IN_IE = frozenset("brownies calories cookies foodies hoodies movies pies smoothies ties veggies zombies".split())

_UNIT_AFTER_NUMBER = re.compile(r"(?<=\d)(?=[^\W\d_])")


class _Folding(dict[int, str | None]):
    """What becomes of each character, filled as they come: kept, dropped, or a gap between words."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        if 0x300 <= code <= 0x36F or character in "'’ʼ":
            kept = None
        elif unicodedata.category(character)[0] in "LNM":
            kept = character
        else:
            kept = " "
        self[code] = kept
        return kept


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query. `prefix` is set on the last one, which people may not have finished typing."""

    word: str
    prefix: str = ""


def fold(text: str) -> list[str]:
    """The words of `text`, in order, without accents and case.

    >>> fold("Crème Brûlée, 1kg (Men's)")
    ['creme', 'brulee', '1', 'kg', 'mens']
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDING)
    return [word[:LONGEST_WORD] for word in _UNIT_AFTER_NUMBER.sub(" ", plain).split()]


def singular(word: str) -> str:
    """The English singular of a folded word, as far as its ending gives it away.

    >>> [singular(w) for w in ("bars", "berries", "boxes", "mass", "whey", "bcaas", "plus", "cookies")]
    ['bar', 'berry', 'box', 'mass', 'whey', 'bcaa', 'plus', 'cookie']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and word not in _SINGULAR_IN_IE:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def index_words(text: str) -> list[str]:
    """The words under which `text` is found, in order.

    >>> index_words("Protein Bars")
    ['protein', 'bar']
    """
    return [singular(word) for word in fold(text)]


def terms(text: str) -> list[Term]:
    """What a query asks for: at most `MOST_TERMS` different words, the last one also as the beginning of a word.

    >>> terms("whey proteins")
    [Term(word='whey', prefix=''), Term(word='protein', prefix='proteins')]
    """
    typed = list(dict.fromkeys(fold(text[:_READ])))[:MOST_TERMS]
    if not typed:
        return []
    return [Term(word) for word in dict.fromkeys(map(singular, typed[:-1]))] + [Term(singular(typed[-1]), typed[-1])]


def filter_word(kind: str, text: str) -> str:
    """The one word by which a filter finds its documents; the same for a name, its slug and any spelling of case.

    >>> filter_word("b", "Optimum Nutrition") == filter_word("b", "optimum-nutrition")
    True
    """
    return MARK.join([kind, *fold(text[:_READ])])[:_LONGEST_FILTER]


def is_correctable(word: str) -> bool:
    """Whether a word that nobody knows is worth a guess: long enough, and no number."""
    return len(word) >= _SHORTEST_CORRECTED and not any(character.isdigit() for character in word)


def nearest(word: str, candidates: Iterable[tuple[str, int]]) -> str | None:
    """The candidate (word, documents) that was most likely meant, the more frequent of two alike; None if none is near.

    >>> nearest("protien", [("protean", 1), ("protein", 900), ("pro", 5000)])
    'protein'
    """
    likeness = [(SequenceMatcher(None, word, known).ratio(), documents, known) for known, documents in candidates]
    best = max(likeness, default=(0.0, 0, None))
    return best[2] if best[0] >= _NEAR else None
