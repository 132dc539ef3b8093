"""Where words lie: a `tsvector` column under GIN on PostgreSQL, an FTS5 table on SQLite; and how tokens spelt alike are found.

SQLite loses the triggers when a later migration rebuilds the tables: such a migration must run `lay_words` again
(`search/tests/test_words_index.py` notices when it does not).
"""

from django.db import migrations

# 0.2: how near two words are by shared trigrams, so that "whye" finds "whey"
SIMILAR_BY_TRIGRAMS = """
    CREATE OR REPLACE FUNCTION search_similar(typed text, most int) RETURNS TABLE (word text, documents int)
    LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.2 AS $$
        SELECT t.word, t.documents FROM search_searchtoken t
        WHERE t.word % typed AND length(t.word) BETWEEN length(typed) - 2 AND length(typed) + 2
        ORDER BY similarity(t.word, typed) DESC, t.documents DESC LIMIT most
    $$;
"""
SIMILAR_BY_BEGINNING = """
    CREATE OR REPLACE FUNCTION search_similar(typed text, most int) RETURNS TABLE (word text, documents int)
    LANGUAGE sql STABLE AS $$
        SELECT t.word, t.documents FROM search_searchtoken t
        WHERE t.word LIKE left(typed, 1) || '%' AND length(t.word) BETWEEN length(typed) - 2 AND length(typed) + 2
        ORDER BY t.documents DESC LIMIT 20 * most
    $$;
"""
POSTGRES = [
    "ALTER TABLE search_searchdocument ADD COLUMN tsv tsvector",
    # a sample that knows frequent from rare words: the plan of every search hangs on it
    "ALTER TABLE search_searchdocument ALTER COLUMN tsv SET STATISTICS 1000",
    # prices move often: leave them room on their page
    "ALTER TABLE search_searchdocument SET (fillfactor = 80)",
    "CREATE INDEX search_words ON search_searchdocument USING gin (tsv) WITH (fastupdate = off)",
    # the same order as in SQLite, whatever the database's collation
    'ALTER TABLE search_searchdocument ALTER COLUMN name_key TYPE varchar(120) COLLATE "C"',
    "CREATE INDEX search_product_updated ON catalog_product (updated_at)",
    # not every server has the extension, and not every role may create it: then `search_similar` makes do without
    "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'no pg_trgm'; END $$",
    f"""
    DO $do$ BEGIN
        IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN
            CREATE INDEX search_trigrams ON search_searchtoken USING gin (word gin_trgm_ops);
            {SIMILAR_BY_TRIGRAMS}
        ELSE
            {SIMILAR_BY_BEGINNING}
        END IF;
    END $do$
    """,  # noqa: S608 -- constants of this file
]
POSTGRES_UNDONE = [
    "DROP FUNCTION search_similar",
    "DROP INDEX IF EXISTS search_trigrams",
    "DROP INDEX search_product_updated",
    "ALTER TABLE search_searchdocument DROP COLUMN tsv",
]

_TOKENIZER = "\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\""
SQLITE = [
    # it keeps its own copy of the words, so that a row can be deleted by its key; which column a word is in, and not where
    f"CREATE VIRTUAL TABLE search_index USING fts5 (title, body, filters, tokenize = {_TOKENIZER}, prefix = '2 3', detail = column)",
    "CREATE VIRTUAL TABLE search_trigrams USING fts5 (word, tokenize = 'trigram', detail = none)",
    """
    CREATE TRIGGER search_words_deleted AFTER DELETE ON search_searchdocument BEGIN
        DELETE FROM search_index WHERE rowid = OLD.rank;
    END
    """,
    # a mark before and after the word makes trigrams of its beginning and end
    """
    CREATE TRIGGER search_token_inserted AFTER INSERT ON search_searchtoken BEGIN
        INSERT INTO search_trigrams (rowid, word) VALUES (NEW.id, char(57344) || NEW.word || char(57344));
    END
    """,
    """
    CREATE TRIGGER search_token_deleted AFTER DELETE ON search_searchtoken BEGIN
        DELETE FROM search_trigrams WHERE rowid = OLD.id;
    END
    """,
    "CREATE INDEX search_product_updated ON catalog_product (updated_at)",
]
SQLITE_UNDONE = [
    "DROP INDEX IF EXISTS search_product_updated",
    "DROP TRIGGER search_token_deleted",
    "DROP TRIGGER search_token_inserted",
    "DROP TRIGGER search_words_deleted",
    "DROP TABLE search_trigrams",
    "DROP TABLE search_index",
]


def lay_words(apps, schema_editor):
    """Set up the words of the database at hand."""
    _run(schema_editor, POSTGRES, SQLITE)


def lift_words(apps, schema_editor):
    """Take them away again; documents stay."""
    _run(schema_editor, POSTGRES_UNDONE, SQLITE_UNDONE)


def _run(schema_editor, postgres, sqlite):
    for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement, params=None)  # so that a % is a %


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(lay_words, lift_words)]
