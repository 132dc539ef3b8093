"""What the settings promise to the person who runs the system."""

import re
from pathlib import Path

from django.conf import settings

READ_FROM_ENVIRONMENT = re.compile(r"""(?:environ\.get|environ|_flag|_words|_number)[(\[]"([A-Z_]+)""")


def test_every_variable_is_documented_and_every_documented_variable_exists():
    root = Path(settings.BASE_DIR)
    sources = [root / "pricetracker/settings.py", *(root / "pricetracker/serving").glob("*.py")]
    read = {name for source in sources for name in READ_FROM_ENVIRONMENT.findall(source.read_text(encoding="utf-8"))}
    table = (root / "docs/operations.md").read_text(encoding="utf-8").split("## Variables")[1]
    documented = {name for row in table.splitlines() for name in re.findall(r"`([A-Z_]+)`", row.split(" | ")[0])}
    assert documented == read
