"""Target: the TCIN after `A-`."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer, parameter

_TCIN = re.compile(r"^/p/(?:[^/]+/)?-/A-(\d{6,})/?$")


def product(parts: SplitResult) -> Product | None:
    """The page of a TCIN; `preselect` names the variant of a family and takes its place."""
    found = _TCIN.match(parts.path)
    if not found:
        return None
    tcin = parameter(parts, "preselect") or found[1]
    return Product(tcin, f"/p/-/A-{tcin}") if tcin.isdigit() else None


TARGET = Retailer(slug="target", name="Target", hosts={"target.com": Market("US", "USD")}, product=product)
