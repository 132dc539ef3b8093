"""Search in SQL, for both databases: a statement for the spelling, one for count and facets, one for the page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from django.db import connections, router, transaction
from django.db.backends.utils import CursorWrapper

from search.backends.dialect import Dialect
from search.backends.ordering import Place, page_statement
from search.contract import Count, Cursor, Facet, IndexEntry, SearchPage, SearchQuery
from search.models import SearchDocument, SearchState, SearchToken, SupersededKeys
from search.words import Term, is_correctable, nearest, terms

#: Results that are counted, and ranked one by one; above, the total is a lower bound and the order that of popularity.
MOST_COUNTED = 5000
#: Values of a facet that are answered, most frequent first.
_MOST_VALUES = 50
#: Results that a page number may skip; who wants more walks with a cursor.
MAX_OFFSET = 50_000
#: Words that a correction is chosen from.
CANDIDATES = 50

DOCUMENTS = SearchDocument._meta.db_table
TOKENS = SearchToken._meta.db_table
STATE = SearchState._meta.db_table
SUPERSEDED = SupersededKeys._meta.db_table
MAIN_CURRENCY = f"(SELECT currency FROM {STATE} WHERE id = 1)"


class SqlBackend:
    """What both databases share. A subclass says where words lie and how they are matched."""

    dialect: Dialect
    #: FROM of a search for words, with the documents as `d`.
    source: str
    #: WHERE of it, with the words as one parameter.
    matches: str
    #: Joins the words to documents `d` that are there already.
    join: str
    #: The column that documents found by words come in the order of.
    rank: str
    #: A SELECT that has a row if any document matches the parameter.
    exists: str
    #: The function that says where a text lies in another one, from 1; 0: nowhere.
    position: str

    @cached_property
    def database(self) -> str:
        """The alias of the database that the search app lies in."""
        return router.db_for_write(SearchDocument)

    def cursor(self) -> CursorWrapper:
        """A cursor of this thread's connection."""
        return connections[self.database].cursor()

    def delete(self, product_ids: Iterable[int]) -> None:
        """Delete the rows; their words go with them."""
        SearchDocument.objects.filter(product__in=list(product_ids)).delete()

    def similar(self, word: str) -> tuple[str, list]:
        """A SELECT of (word, documents) of at most `CANDIDATES` tokens spelt like `word`, with its parameters."""
        raise NotImplementedError

    # --- search ---------------------------------------------------------------------------------------------------------------

    def search(self, query: SearchQuery) -> SearchPage:
        """The results, in at most three statements; two where there are no words to spell."""
        typed = terms(query.text)
        if query.text.strip() and not typed:
            return SearchPage()  # signs only: nothing has them
        asked = self._spelt(typed) if typed else typed
        corrected = " ".join(term.word for term in asked) if asked != typed else None
        total, currency, facets = self._count(query, asked)
        page = SearchPage(
            total=min(total, MOST_COUNTED),
            is_exact=total <= MOST_COUNTED,
            facets=facets,
            corrected=corrected,
            currency=currency if query.compares_prices else "",
        )
        if not total and not query.cursor:
            return page  # with a cursor there may be products that matched when the walk began
        if query.offset > MAX_OFFSET or query.limit < 1:
            return page
        return self._fill(page, query, asked)

    def _spelt(self, typed: list[Term]) -> list[Term]:
        """The terms, with words that no document has replaced by the nearest that some have. One statement."""
        parts, values = [], []
        for place, term in enumerate(typed):
            known = f"(EXISTS (SELECT 1 FROM {TOKENS} WHERE word = %s) OR EXISTS ({self.exists}))"
            evidence = [term.word, self.dialect.term(term)]
            if is_correctable(term.word):
                similar, parameters = self.similar(term.word)
                parts.append(f"SELECT {place} AS place, word, documents FROM ({similar}) s WHERE NOT {known}")
                values += [*parameters, *evidence]
        if not parts:
            return typed
        candidates: dict[int, list[tuple[str, int]]] = {}
        with self.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for place, word, documents in cursor.fetchall():
                candidates.setdefault(place, []).append((word, documents))
        meant = {place: nearest(typed[place].word, words) for place, words in candidates.items()}
        return [Term(word) if (word := meant.get(place)) else term for place, term in enumerate(typed)]

    def words(self, query: SearchQuery, asked: list[Term]) -> str:
        """What matches the terms and those filters that are words of the index; empty for a search without any."""
        return self.dialect.all_of(self.dialect.anywhere(asked) + self.dialect.filters(query))

    def conditions(self, query: SearchQuery, keys: str) -> tuple[list[str], list]:
        """Conditions on columns, with the prices of table `keys`, and their parameters."""
        conditions, values = [], []
        if query.compares_prices:
            conditions.append(f"{keys}.currency = {'%s' if query.currency else MAIN_CURRENCY}")
            conditions.append(f"{keys}.price IS NOT NULL")
            values += [query.currency] if query.currency else []
        for column, sign, bound in (
            (f"{keys}.price", ">=", query.min_price),
            (f"{keys}.price", "<=", query.max_price),
            ("d.protein", ">=", query.min_protein),
            ("d.protein", "<=", query.max_protein),
        ):
            if bound is not None:
                conditions.append(f"{column} {sign} %s")
                values.append(bound)
        if query.max_protein is not None:
            conditions.append("d.protein >= 0")  # unknown is not little
        return conditions, values

    def _count(self, query: SearchQuery, asked: list[Term]) -> tuple[int, str, dict[Facet, tuple[Count, ...]]]:
        """Hits as far as they are counted, the currency that prices are compared in, and the facets. One statement."""
        words = self.words(query, asked)
        conditions, values = self.conditions(query, "d")
        if words:
            conditions, values = [self.matches, *conditions], [words, *values]
        columns = {Facet.BRAND: "brand", Facet.FLAVOR: "flavor", Facet.CATEGORY: "category", Facet.RETAILER: "retailers"}
        counted = [facet for facet in columns if facet in query.facets]
        selected = ", ".join(f"d.{columns[facet]}" for facet in counted) or "1 AS one"
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        source = self.source if words else f"{DOCUMENTS} d"
        groups = [
            f"SELECT '{facet}', {columns[facet]}, count(*) FROM hits WHERE {columns[facet]} <> '' GROUP BY {columns[facet]}"
            for facet in counted
        ]
        statement = (
            f"WITH hits AS MATERIALIZED (SELECT {selected} FROM {source} {where} LIMIT {MOST_COUNTED + 1}) "
            f"SELECT '', {MAIN_CURRENCY}, count(*) FROM hits" + "".join(f" UNION ALL {group}" for group in groups)
        )
        total, main_currency, counts = 0, "", {facet: Counter() for facet in counted}
        with self.cursor() as cursor:
            cursor.execute(statement, values)
            for facet, value, products in cursor.fetchall():
                if not facet:
                    total, main_currency = products, value or ""
                elif facet == Facet.RETAILER:
                    for slug in value.split():
                        counts[Facet.RETAILER][slug] += products
                else:
                    counts[Facet(facet)][value] = products
        facets = {
            facet: tuple(Count(*pair) for pair in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_VALUES])
            for facet, counter in counts.items()
        }
        return total, query.currency or main_currency, facets

    def _fill(self, page: SearchPage, query: SearchQuery, asked: list[Term]) -> SearchPage:
        """`page` with its products and cursors. One statement."""
        tiered = query.cursor.tiered if query.cursor else not page.is_exact
        statement, values = page_statement(self, query, asked, tiered=tiered)
        with self.cursor() as cursor:
            cursor.execute(statement, values)
            places = [Place(*row) for row in cursor.fetchall()]
        backward = query.cursor is not None and query.cursor.backward
        more, places = len(places) > query.limit, places[: query.limit]
        if backward:
            places.reverse()

        def beside(place: Place, *, backward: bool) -> Cursor:
            generation = query.cursor.generation if query.cursor else place.generation
            return Cursor(query.sort, place.key, place.tie, generation, tiered, backward)

        is_first = query.cursor is None and not query.offset
        has_next, has_prev = (True, more) if backward else (more, not is_first)
        return replace(
            page,
            product_ids=tuple(place.product_id for place in places),
            next_cursor=beside(places[-1], backward=False) if places and has_next else None,
            prev_cursor=beside(places[0], backward=True) if places and has_prev else None,
        )

    # --- completion -----------------------------------------------------------------------------------------------------------

    def beginning(self, prefix: str) -> dict[str, str]:
        """The lookup of tokens that begin with `prefix`, in a form that uses an index."""
        raise NotImplementedError

    def complete(self, text: str, limit: int) -> tuple[str, ...]:
        """`text` with its last word finished, most frequent first. One statement; none without a word."""
        asked = terms(text)
        if not asked:
            return ()
        before = "".join(f"{term.word} " for term in asked[:-1])
        tokens = SearchToken.objects.using(self.database).filter(**self.beginning(asked[-1].prefix))
        return tuple(before + word for word in tokens.order_by("-documents", "word").values_list("word", flat=True)[:limit])

    # --- from nothing ---------------------------------------------------------------------------------------------------------

    def clear(self, cursor: CursorWrapper) -> None:
        """Drop all words, and whatever order they lay in."""
        raise NotImplementedError

    def settle(self, cursor: CursorWrapper) -> None:
        """Set the index in order after it was filled."""
        raise NotImplementedError

    def rebuild(self, fill: Iterable[None]) -> None:
        """Empty documents and words, fill them, and set them in order. Results are few until it is done."""
        with transaction.atomic(using=self.database), self.cursor() as cursor:
            self.clear(cursor)
        for _ in fill:
            pass
        with self.cursor() as cursor:
            self.settle(cursor)

    def index(self, entries: Sequence[IndexEntry]) -> None:
        """Make the documents findable."""
        raise NotImplementedError
