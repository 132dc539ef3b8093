"""Accepted spans of one listing never overlap: an exclusion constraint on PostgreSQL, triggers on SQLite.

SQLite loses the triggers when a later migration rebuilds the table: such a migration must run `guard_spans` again
(`pricing/tests/test_constraints.py` notices when it does not).
"""

from django.db import migrations

POSTGRES_GUARD = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """
    ALTER TABLE pricing_pricepoint ADD CONSTRAINT price_point_spans_never_overlap
    EXCLUDE USING gist (listing_id WITH =, tstzrange(observed_at, last_seen_at, '[]') WITH &&) WHERE (status = 'accepted')
    """,
]
POSTGRES_UNGUARD = ["ALTER TABLE pricing_pricepoint DROP CONSTRAINT price_point_spans_never_overlap"]

_OVERLAP = """
    WHEN NEW.status = 'accepted' BEGIN
        SELECT RAISE(ABORT, 'CHECK constraint failed: price_point_spans_never_overlap') WHERE EXISTS (
            SELECT 1 FROM pricing_pricepoint other
            WHERE other.listing_id = NEW.listing_id AND other.status = 'accepted' AND other.id <> NEW.id
            AND other.observed_at <= NEW.last_seen_at AND other.last_seen_at >= NEW.observed_at
        );
    END
"""
SQLITE_GUARD = [
    f"CREATE TRIGGER price_point_no_overlap_insert AFTER INSERT ON pricing_pricepoint {_OVERLAP}",
    "CREATE TRIGGER price_point_no_overlap_update AFTER UPDATE OF listing_id, observed_at, last_seen_at, status "
    f"ON pricing_pricepoint {_OVERLAP}",
]
SQLITE_UNGUARD = ["DROP TRIGGER price_point_no_overlap_insert", "DROP TRIGGER price_point_no_overlap_update"]


def guard_spans(apps, schema_editor):
    """Set up the guard of the database at hand."""
    _run(schema_editor, POSTGRES_GUARD, SQLITE_GUARD)


def unguard_spans(apps, schema_editor):
    """Take the guard away again."""
    _run(schema_editor, POSTGRES_UNGUARD, SQLITE_UNGUARD)


def _run(schema_editor, postgres, sqlite):
    for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial")]

    operations = [migrations.RunPython(guard_spans, unguard_spans)]
