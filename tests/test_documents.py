"""What the documents promise: their links lead somewhere, their addresses are served, their commands exist."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("address", sorted(set(re.findall(r"http://127\.0\.0\.1:8000(/[^\s'`\"]*)", README))))
def test_addresses_of_the_tour_are_served(address):
    assert resolve(urlsplit(address).path).func is not None


def test_commands_of_the_tour_exist():
    commands = set(re.findall(r"manage\.py (\w+)", README))
    assert commands <= set(get_commands())
    targets = set(re.findall(r"`make ([a-z-]+)", README)) | set(re.findall(r"^make ([a-z-]+)", README, re.MULTILINE))
    assert {target for target in targets if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)} == set()
