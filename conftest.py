"""What every test runs on: the settings of the embedded system, in folders of its own, with nothing left from the last test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

from pricetracker.celery import app as celery_app


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files in a temporary folder, cheap password hashes, tasks that run where they are called."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "static").mkdir()
    evidence = {**settings.STORAGES["evidence"], "OPTIONS": {"location": str(folder / "evidence"), "base_url": None}}
    celery_app.conf.update(task_always_eager=True, task_eager_propagates=True)
    with override_settings(
        DATA_DIR=folder,
        MEDIA_ROOT=folder / "media",
        STATIC_ROOT=folder / "static",
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
            "evidence": evidence,
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file: in memory, threads share one connection's locks, and tests of races would test something else."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = str(Path(tmp_path_factory.mktemp("database")) / "test.sqlite3")


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Counters of rate limits and cached answers end with their test."""
    yield
    cache.clear()
