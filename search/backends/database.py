"""The two databases as search engines: one design, and the words of SQL in which they differ."""

from django.db import connections, router

from search.backends.base import SearchBackend
from search.models import SearchDocument


def backend_of_database() -> SearchBackend:
    """The backend for the database that the search app lies in."""
    vendor = connections[router.db_for_write(SearchDocument)].vendor
    if vendor == "postgresql":
        from search.backends.postgresql import PostgresBackend

        return PostgresBackend()
    from search.backends.sqlite import SqliteBackend

    return SqliteBackend()
