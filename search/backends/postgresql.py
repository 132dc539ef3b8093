"""PostgreSQL: words in a `tsvector` column of the documents, under a GIN index (migration 0002)."""

from collections.abc import Sequence

from django.db import connections
from django.db.backends.utils import CursorWrapper

from search.backends.dialect import TSQUERY
from search.backends.sql import CANDIDATES, DOCUMENTS, STATE, SUPERSEDED, TOKENS, SqlBackend
from search.contract import IndexEntry


class PostgresBackend(SqlBackend):
    """tsvector and GIN. The query is a literal in the statement: the planner needs to see how frequent its words are."""

    dialect = TSQUERY
    source = f"{DOCUMENTS} d"
    matches = "d.tsv @@ %s::tsquery"
    join = ""
    rank = "d.rank"
    exists = f"SELECT 1 FROM {DOCUMENTS} WHERE tsv @@ %s::tsquery"
    position = "strpos"

    def index(self, entries: Sequence[IndexEntry]) -> None:
        """Write the column: words of the title with weight A, those of the body with weight D."""
        if not entries:
            return
        values = [part for entry in entries for part in (entry.rank, _tsvector(entry))]
        with self.cursor() as cursor:
            cursor.execute(
                f"UPDATE {DOCUMENTS} SET tsv = words.column2::tsvector "
                f"FROM (VALUES {', '.join(['(%s, %s)'] * len(entries))}) AS words WHERE rank = words.column1",
                values,
            )

    def similar(self, word: str) -> tuple[str, list]:
        """The tokens that the database holds to be near: pg_trgm, or without it those that begin alike."""
        return f"SELECT word, documents FROM search_similar(%s, {CANDIDATES})", [word]

    def beginning(self, prefix: str) -> dict[str, str]:
        """LIKE, which the index with pattern operators serves whatever the collation."""
        return {"word__startswith": prefix}

    def clear(self, cursor: CursorWrapper) -> None:
        """Truncate."""
        connections[self.database].check_constraints()  # deferred checks that wait would forbid it
        cursor.execute(f"TRUNCATE {DOCUMENTS}, {TOKENS}, {SUPERSEDED}")

    def settle(self, cursor: CursorWrapper) -> None:
        """Rows in the order of their rank, and statistics: the first rows that match are the most popular then.

        CLUSTER locks the table while it copies it.
        """
        connections[self.database].check_constraints()
        cursor.execute(f"CLUSTER {DOCUMENTS} USING {DOCUMENTS}_pkey")
        cursor.execute(f"ANALYZE {DOCUMENTS}, {TOKENS}, {STATE}")


def _tsvector(entry: IndexEntry) -> str:
    titled = set(entry.title)
    body = set(entry.body) - titled
    # a word without a position would match whatever weight a query asks for
    words = [*(f"'{word}':1A" for word in titled), *(f"'{word}':1D" for word in body), *(f"'{word}'" for word in entry.filters)]
    return " ".join(words)
