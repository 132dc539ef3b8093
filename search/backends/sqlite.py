"""SQLite: words in an FTS5 table whose rowid is the document's rank (migration 0002)."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from search.backends.dialect import FTS5
from search.backends.sql import CANDIDATES, DOCUMENTS, TOKENS, SqlBackend
from search.contract import IndexEntry

#: Letters that an indexed token is padded with, so that beginnings and ends of words are trigrams too.
_EDGE = "\ue000"


class SqliteBackend(SqlBackend):
    """FTS5. The table keeps its own copy of the words: rows can be deleted without telling it what they held."""

    dialect = FTS5
    source = f"search_index CROSS JOIN {DOCUMENTS} d ON d.rank = search_index.rowid"
    matches = "search_index MATCH %s"
    join = " JOIN search_index ON search_index.rowid = d.rank"
    rank = "search_index.rowid"
    exists = "SELECT 1 FROM search_index WHERE search_index MATCH %s"
    position = "instr"

    def index(self, entries: Sequence[IndexEntry]) -> None:
        """Insert the words; the rank is the rowid."""
        with self.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_index (rowid, title, body, filters) VALUES (%s, %s, %s, %s)",
                [(e.rank, " ".join(e.title), " ".join(e.body), " ".join(e.filters)) for e in entries],
            )

    def similar(self, word: str) -> tuple[str, list]:
        """The tokens that share most trigrams with `word`."""
        padded = f"{_EDGE}{word}{_EDGE}"
        trigrams = " OR ".join(f'"{padded[at : at + 3]}"' for at in range(len(padded) - 2))
        sql = (
            f"SELECT t.word, t.documents FROM search_trigrams JOIN {TOKENS} t ON t.id = search_trigrams.rowid "
            f"WHERE search_trigrams MATCH %s ORDER BY search_trigrams.rank LIMIT {CANDIDATES}"
        )
        return sql, [trigrams]

    def beginning(self, prefix: str) -> dict[str, str]:
        """A range: LIKE folds case in SQLite, and so cannot use the index."""
        return {"word__gte": prefix, "word__lt": prefix + "\U0010ffff"}

    def clear(self, cursor: CursorWrapper) -> None:
        """Delete the documents; triggers delete their words and the trigrams."""
        cursor.execute(f"DELETE FROM {DOCUMENTS}")
        cursor.execute(f"DELETE FROM {TOKENS}")

    def settle(self, cursor: CursorWrapper) -> None:
        """One b-tree of words instead of many, and statistics for the planner."""
        cursor.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        cursor.execute(f"ANALYZE {DOCUMENTS}")
