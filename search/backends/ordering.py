"""The statement that brings one page, in any order, from any place.

A walk sees sort keys as they were when it began. Documents that moved since then are taken out of the index's order and merged
in again at their old place, so a page costs the same however many there are, and is exact. `SupersededKeys` remembers.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from search.backends.dialect import Dialect
from search.contract import SearchQuery, Sort
from search.models import SearchDocument, SearchState, SupersededKeys
from search.words import Term

_DOCUMENTS = SearchDocument._meta.db_table
_GENERATION = f"(SELECT generation FROM {SearchState._meta.db_table} WHERE id = 1)"
#: For each document the first keys that were replaced after the generation of the parameter: those it had then.
_MOVED = (
    f"moved AS MATERIALIZED (SELECT * FROM {SupersededKeys._meta.db_table} WHERE id IN "
    f"(SELECT min(id) FROM {SupersededKeys._meta.db_table} WHERE generation > %s GROUP BY product_id))"
)
#: What a word costs that is not in the title as a whole word: only as a beginning, and only elsewhere.
_BEGINNING, _ELSEWHERE = 1, 4


class Engine(Protocol):
    """What a page wants to know of the database; `search.backends.sql` says what each attribute is."""

    dialect: Dialect
    source: str
    matches: str
    join: str
    rank: str
    position: str

    def words(self, query: SearchQuery, asked: list[Term]) -> str:
        """What matches terms and filters."""

    def conditions(self, query: SearchQuery, keys: str) -> tuple[list[str], list]:
        """What columns have to hold."""


class Place(NamedTuple):
    """A result with what a cursor beside it carries."""

    product_id: int
    key: int | str
    tie: int
    generation: int


@dataclass(frozen=True, slots=True)
class Key:
    """A sort key: an expression over documents `d` and the table `{keys}` that prices are read from, and its tie-breaker."""

    expression: str
    values: tuple = ()
    tie: str = "d.product_id"
    is_descending: bool = False


_KEYS = {
    Sort.PRICE_ASC: Key("{keys}.price"),
    Sort.PRICE_DESC: Key("{keys}.price", is_descending=True),
    Sort.NAME_ASC: Key("d.name_key"),
    Sort.NAME_DESC: Key("d.name_key", is_descending=True),
    Sort.PROTEIN_DESC: Key("d.protein", is_descending=True),
    Sort.NEWEST: Key("d.created", is_descending=True),
    Sort.BEST_DEAL: Key("{keys}.discount", is_descending=True),
}


@dataclass(frozen=True, slots=True)
class _Statement:
    """SQL and its parameters, in order."""

    sql: str
    values: list


def page_statement(engine: Engine, query: SearchQuery, asked: list[Term], *, tiered: bool) -> tuple[str, list]:
    """SQL of at most `query.limit` + 1 rows of `Place` and its parameters.

    By relevance, a few results are scored one by one; many (`tiered`) come by popularity, those first that have all words in
    the title. Going backward, rows come from the cursor away.
    """
    if query.sort in _KEYS:
        parts, flip = [_keyed(engine, query, asked, _KEYS[query.sort])], _KEYS[query.sort].is_descending
    elif query.sort is Sort.RELEVANCE and asked and not tiered:
        parts, flip = [_keyed(engine, query, asked, _penalty(engine, asked))], False
    else:
        parts, flip = _tiers(engine, query, asked, by_title=query.sort is Sort.RELEVANCE and bool(asked)), False
    way = _way(query, flip)[1]
    names = [f"part{number}" for number in range(len(parts))]
    with_ = [f"{name} AS MATERIALIZED ({part.sql})" for name, part in zip(names, parts, strict=True)]
    values = [value for part in parts for value in part.values]
    if query.cursor:
        with_, values = [_MOVED, *with_], [query.cursor.generation, *values]
    rows = " UNION ALL ".join(f"SELECT * FROM {name}" for name in names)
    skipped = 0 if query.cursor else query.offset
    return (
        f"WITH {', '.join(with_)} SELECT product_id, k, t, {_GENERATION} FROM ({rows}) found "
        f"ORDER BY k {way}, t {way} LIMIT {query.limit + 1:d} OFFSET {skipped:d}"
    ), values


def _way(query: SearchQuery, is_descending: bool) -> tuple[str, str]:
    """The comparison that leads on from the cursor, and the direction of ORDER BY."""
    backward = query.cursor is not None and query.cursor.backward
    return ("<", "DESC") if is_descending is not backward else (">", "ASC")


def _reach(query: SearchQuery) -> int:
    """Rows that a part has to bring so that the page is full whatever the others bring."""
    return query.limit + 1 + (0 if query.cursor else query.offset)


def _penalty(engine: Engine, asked: list[Term]) -> Key:
    """The key of relevance, lower is better: whole words of the title before beginnings of them before words elsewhere; then
    titles that begin with the query (as with a brand's name) before those that hold it as a phrase.

    It depends on the query and the document's own words only, so it stays as it is while a walk lasts.
    """
    at, parts, values = engine.position, [], []
    for term in asked:
        parts.append(
            f"CASE WHEN {at}(d.title, %s) > 0 THEN 0 WHEN {at}(d.title, %s) > 0 THEN {_BEGINNING} ELSE {_ELSEWHERE} END"
        )
        values += [f" {term.word} ", f" {term.prefix or term.word}"]
    phrase = f" {' '.join(term.word for term in asked)} "
    parts.append(f"CASE {at}(d.title, %s) WHEN 1 THEN 0 WHEN 0 THEN 2 ELSE 1 END")
    return Key(" + ".join(parts), (*values, phrase), tie="{keys}.rank")


def _keyed(engine: Engine, query: SearchQuery, asked: list[Term], key: Key) -> _Statement:
    sign, way = _way(query, key.is_descending)
    words = engine.words(query, asked)

    def branch(keys: str) -> _Statement:
        rows = _rows(engine, query, words, keys, key.expression.format(keys=keys), key.tie.format(keys=keys), [])
        where, values = ("", [])
        if query.cursor:
            where, values = f"WHERE (k, t) {sign} (%s, %s)", [query.cursor.key, query.cursor.tie]
        sql = f"SELECT * FROM ({rows.sql}) x {where} ORDER BY k {way}, t {way} LIMIT {_reach(query):d}"
        return _Statement(sql, [*key.values, *rows.values, *values])

    return _merged(query, branch)


def _tiers(engine: Engine, query: SearchQuery, asked: list[Term], *, by_title: bool) -> list[_Statement]:
    """One part for each tier, in order of need: a later one is not begun before the earlier one has run dry."""
    dialect = engine.dialect
    tiers = [(0, engine.words(query, asked))]
    if by_title:
        filters = dialect.filters(query)
        titled = dialect.all_of(dialect.in_title(asked) + filters)
        tiers = [(0, titled), (1, dialect.not_.format(tiers[0][1], dialect.all_of(dialect.in_title(asked))))]
    sign, way = _way(query, False)
    if query.cursor:
        tiers = [tier for tier in tiers if (tier[0] >= query.cursor.key if sign == ">" else tier[0] <= query.cursor.key)]
    if sign == "<":
        tiers.reverse()
    parts = []
    for number, (tier, words) in enumerate(tiers):
        gate = [f"(SELECT count(*) FROM part{number - 1}) < {_reach(query):d}"] if number else []

        def branch(keys: str, tier: int = tier, words: str = words, gate: list[str] = gate) -> _Statement:
            # the word index is in the order of its own column: sorted by it, a page ends when it is full
            rank = "m.rank" if keys == "m" else (engine.rank if words else "d.rank")
            conditions, values = list(gate), []
            if query.cursor and query.cursor.key == tier:
                conditions.append(f"{rank} {sign} %s")
                values.append(query.cursor.tie)
            rows = _rows(engine, query, words, keys, str(tier), rank, conditions)
            return _Statement(f"{rows.sql} ORDER BY {rank} {way} LIMIT {_reach(query):d}", rows.values + values)

        parts.append(_merged(query, branch))
    return parts


def _merged(query: SearchQuery, branch) -> _Statement:
    """The documents that stand where they stood, and those that moved, each as far as a page reaches."""
    if not query.cursor:
        return branch("d")
    still, moved = branch("d"), branch("m")
    sql = f"SELECT * FROM ({still.sql}) still UNION ALL SELECT * FROM ({moved.sql}) gone"
    return _Statement(sql, still.values + moved.values)


def _rows(engine: Engine, query: SearchQuery, words: str, keys: str, key: str, tie: str, more: list[str]) -> _Statement:
    """All documents that match, with key and tie-breaker. The parameters of `more` come last, those of `key` first."""
    conditions, values = engine.conditions(query, keys)
    if words:
        conditions, values = [engine.matches, *conditions], [words, *values]
    source = engine.source if words else f"{_DOCUMENTS} d"
    if keys == "m":
        source = f"moved m JOIN {_DOCUMENTS} d ON d.product_id = m.product_id" + (engine.join if words else "")
    elif query.cursor:
        conditions.append("d.product_id NOT IN (SELECT product_id FROM moved)")
    where = " AND ".join([*conditions, *more]) or "1 = 1"
    return _Statement(f"SELECT d.product_id, {key} AS k, {tie} AS t FROM {source} WHERE {where}", values)
