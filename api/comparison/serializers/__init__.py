"""The bodies of the contract, as the OpenAPI document describes them; `api.comparison.bodies` makes them.

They describe and are never run: rendering thousands of rows through them would take several times as long as the queries. A
test compares every live answer with the document that they make.
"""

from api.comparison.serializers.common import ErrorAnswer
from api.comparison.serializers.lists import BrandsAnswer, DealsAnswer, PopularAnswer, RetailersAnswer
from api.comparison.serializers.products import HistoryAnswer, PricesAnswer, ProductAnswer, SearchAnswer
from api.comparison.serializers.service import HealthAnswer, UnhealthyAnswer

__all__ = [
    "BrandsAnswer",
    "DealsAnswer",
    "ErrorAnswer",
    "HealthAnswer",
    "HistoryAnswer",
    "PopularAnswer",
    "PricesAnswer",
    "ProductAnswer",
    "RetailersAnswer",
    "SearchAnswer",
    "UnhealthyAnswer",
]
