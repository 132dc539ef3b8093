"""How each database spells words, filters and alternatives.

Words come from `search.words` and hold no syntax; they are quoted all the same.
"""

from dataclasses import dataclass

from search.contract import SearchQuery
from search.words import Term, filter_word, fold


@dataclass(frozen=True, slots=True)
class Dialect:
    """A query language of words."""

    word: str
    beginning: str
    word_of_title: str
    both: str
    either: str
    not_: str

    def all_of(self, parts: list[str]) -> str:
        """What matches every part; empty without parts."""
        return self.both.join(parts)

    def any_of(self, parts: list[str]) -> str:
        """What matches at least one of the parts."""
        return parts[0] if len(parts) == 1 else "(" + self.either.join(parts) + ")"

    def term(self, term: Term) -> str:
        """What matches the word anywhere, and words that begin as an unfinished one does."""
        word = self.word.format(term.word)
        return self.any_of([word, self.beginning.format(term.prefix)]) if len(term.prefix) > 1 else word

    def anywhere(self, terms: list[Term]) -> list[str]:
        """The parts that match all terms in any field."""
        return [self.term(term) for term in terms]

    def in_title(self, terms: list[Term]) -> list[str]:
        """The parts that match all terms as whole words of the title."""
        return [self.word_of_title.format(term.word) for term in terms]

    def filters(self, query: SearchQuery) -> list[str]:
        """The parts that match the filters of `query` which are words of the index."""
        parts = []
        for kind, values in (("b", query.brands), ("r", query.retailers), ("c", (query.category,) if query.category else ())):
            if values:
                parts.append(self.any_of([self.word.format(filter_word(kind, value)) for value in values]))
        parts += [self.beginning.format(filter_word("f", word)) for word in fold(query.flavor)]
        if query.flavor and not fold(query.flavor):
            parts.append(self.word.format(filter_word("f", "")))  # a flavour without a letter is nobody's
        if query.in_stock is not None:
            parts.append(self.word.format(filter_word("s", "in" if query.in_stock else "out")))
        return parts


#: https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY; words of titles have weight A.
TSQUERY = Dialect(word="'{}'", beginning="'{}':*", word_of_title="'{}':A", both=" & ", either=" | ", not_="{} & !({})")
#: https://www.sqlite.org/fts5.html#full_text_query_syntax
FTS5 = Dialect(word='"{}"', beginning='"{}" *', word_of_title='title : "{}"', both=" AND ", either=" OR ", not_="({}) NOT ({})")
