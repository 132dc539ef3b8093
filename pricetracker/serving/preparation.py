"""What has to be there before the system serves: tables, static files, an administrator, demo data. Quick where it is there."""

import hashlib
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.services import create_first_admin
from catalog.models import Store
from lib.errors import DomainError
from pricetracker.serving.errors import CannotStart

DEFAULT_ADMIN_EMAIL = "admin@example.com"


def migrate() -> bool:
    """Bring the tables up to date; answers whether there was anything to do."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", verbosity=0, interactive=False)
    return True


def collect_static() -> bool:
    """Collect and compress the static files where one has changed since the last time; answers whether that was so."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(fingerprint)
    return True


def _static_fingerprint() -> str:
    """A digest over name, size and time of every file that would be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            stat = os.stat(storage.path(name))
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def first_administrator(at: datetime) -> str | None:
    """Make the first administrator from ADMIN_EMAIL and ADMIN_PASSWORD; answers how to sign in, or `None` where there is one.

    Without ADMIN_PASSWORD one is made up; the answer is the only place that ever shows it. Raises `CannotStart` for an e-mail
    address or password that the accounts refuse.
    """
    email = os.environ.get("ADMIN_EMAIL") or DEFAULT_ADMIN_EMAIL
    given = os.environ.get("ADMIN_PASSWORD")
    password = given or secrets.token_urlsafe(12)
    try:
        admin = create_first_admin(email=email, password=password, at=at)
    except DomainError as error:
        raise CannotStart(f"The first administrator cannot be made (ADMIN_EMAIL, ADMIN_PASSWORD): {error}") from error
    if admin is None:
        return None
    return f"{email} with " + ("the password from ADMIN_PASSWORD" if given else f"{password} (shown only this once)")


def demo_data(say: Callable[[str], None]) -> None:
    """Load the demo market into a system that knows no shop yet."""
    if Store.objects.exists():
        return
    say("Loading the demo market …")
    call_command("load_demo", verbosity=0)
