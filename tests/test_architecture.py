"""The rules of docs/architecture.md that a program can check."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

ROOT = Path(settings.BASE_DIR)
PACKAGES = "accounts alerts api catalog lib pricetracker pricing sales sandbox scraping search web".split()
APPS = [name for name in PACKAGES if name in {config.name for config in apps.get_app_configs()}]
LONGEST_MODULE = 400
#: Names that say nothing about what is inside.
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common_utils", "misc", "manager", "managers", "functions", "tools"}
#: Methods of querysets and models that write rows.
WRITES = {
    *"save create update delete bulk_create bulk_update get_or_create update_or_create acreate aupdate adelete asave".split(),
    *"abulk_create abulk_update aget_or_create aupdate_or_create".split(),
}


def modules(*packages: str, tests: bool = False, migrations: bool = False) -> Iterator[Path]:
    """The Python files of `packages`, relative to the root."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if (tests or "tests" not in parts) and (migrations or "migrations" not in parts):
                yield path.relative_to(ROOT)


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def managers() -> set[str]:
    """The names behind which a manager stands: `objects`, and every related accessor of our models."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {"objects"} | {relation.get_accessor_name() for model in models for relation in model._meta.related_objects}


def orm_writes(module: ast.Module) -> list[int]:
    """The lines that call a writing method of the ORM.

    `update`, `create` and `delete` are words of dicts, caches and tests too: they count where the chain goes through a manager.
    """
    lines = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            chain = {part.attr for part in ast.walk(node.func.value) if isinstance(part, ast.Attribute)}
            if chain & managers() or node.func.attr not in {"create", "update", "delete"}:
                lines.append(node.lineno)
    return lines


def test_every_import_keeps_to_the_floors_and_rooms():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", ROOT / ".importlinter"]
    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout[linted.stdout.find("Contracts") :]


def test_doors_write_nothing_themselves():
    found = [f"{path}:{line}" for path in modules("api", "web") for line in orm_writes(tree(path))]
    assert found == []


def test_a_write_in_a_door_would_be_found():
    source = """
Listing.objects.filter(pk=1).update(state="gone")
listing.save()
product.listings.create()
cache.update({})
"""
    assert orm_writes(ast.parse(source)) == [2, 3, 4]


@pytest.mark.parametrize("app", APPS)
def test_no_model_works_in_save_or_delete(app):
    overridden = [
        f"{model.__name__}.{method}"
        for model in apps.get_app_config(app).get_models()
        for method in ("save", "delete", "save_base")
        if any(method in vars(parent) for parent in model.__mro__ if parent.__module__.startswith(tuple(PACKAGES)))
    ]
    assert overridden == []
    assert all(issubclass(model, Model) for model in apps.get_app_config(app).get_models())


def test_nothing_listens_to_signals_of_models():
    found = [
        f"{path}:{node.lineno}"
        for path in modules(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module in {"django.db.models.signals", "django.dispatch"}
    ]
    assert found == []


def test_no_module_is_longer_than_can_be_read():
    lengths = {
        str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules(*PACKAGES, tests=True)
    }
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_module_is_a_junk_drawer():
    assert [str(path) for path in modules(*PACKAGES, "tests", tests=True) if {path.stem, *path.parts} & JUNK_DRAWERS] == []


def test_every_module_and_public_name_says_what_it_is():
    silent = []
    for path in modules(*PACKAGES):
        module = tree(path)
        if module.body and not ast.get_docstring(module):
            silent.append(f"{path}:1")
        silent += [
            f"{path}:{node.lineno} {node.name}"
            for node in module.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []
