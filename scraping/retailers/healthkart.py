"""HealthKart: `SP-…` in the path is a family, the parameter `navKey` (`VRNT-…`) the flavour and size."""

import re
from urllib.parse import SplitResult

from scraping.retailers.base import Market, Product, Retailer, parameter

_FAMILY = re.compile(r"^(/sv/[^/]+/(SP-\d+))/?$", re.IGNORECASE)


def product(parts: SplitResult) -> Product | None:
    """The page of a variant where the address names one, of the family otherwise."""
    found = _FAMILY.match(parts.path)
    if not found:
        return None
    variant = parameter(parts, "navKey")
    return Product(variant or found[2].upper(), found[1], f"navKey={variant}" if variant else "")


HEALTHKART = Retailer(slug="healthkart", name="HealthKart", hosts={"healthkart.com": Market("IN", "INR")}, product=product)
