"""From the bytes of a product page to a `Reading`: a pure ladder without network, clock or framework.

>>> from scraping.extraction import extract
>>> product = '{"@type": "Product", "name": "Kettle", "offers": {"price": "24.90", "priceCurrency": "EUR"}}'
>>> reading = extract(f'<script type="application/ld+json">{product}</script>', "https://shop.example/kettle")
>>> str(reading.price), reading.currency, reading.source
('24.90', 'EUR', 'json-ld')
"""

from scraping.extraction.ladder import extract
from scraping.extraction.reading import PARSER_VERSION, Candidate, Reading, RecipeUse, Role
from scraping.extraction.recipe import Recipe

__all__ = ["PARSER_VERSION", "Candidate", "Reading", "Recipe", "RecipeUse", "Role", "extract"]
