"""Every sample body of the published document against a live answer: each key, with the same JSON type."""

import pytest

from api.comparison.tests import samples


def missing(promise, answer, path: str = "$") -> list[str]:
    """Where `answer` lacks a key of `promise`, or has another JSON type there. JSON has one type of number."""
    if isinstance(promise, int | float) and not isinstance(promise, bool):
        fits = isinstance(answer, int | float) and not isinstance(answer, bool)
    else:
        fits = type(promise) is type(answer)
    if not fits:
        return [f"{path}: {type(promise).__name__} promised, {answer!r} answered"]
    if isinstance(promise, dict):
        absent = [f"{path}.{key}: absent" for key in promise if key not in answer]
        return absent + [m for key in promise if key in answer for m in missing(promise[key], answer[key], f"{path}.{key}")]
    if isinstance(promise, list):
        return [m for row in answer for m in missing(promise[0], row, f"{path}[]")] if answer else [f"{path}: empty"]
    return []


SEARCH = "/v1/products/search?q=optimum+nutrition&brand=Optimum+Nutrition&sort=price_asc&per_page=1&page=2"
PROMISES = [
    (SEARCH, samples.SEARCH),
    (SEARCH, samples.SEARCH_RESULT),
    (SEARCH, samples.STANDARD_PAGINATION),
    ("/v1/products/{id}", samples.PRODUCT),
    ("/v1/products/{id}", {"product": samples.PRODUCT_MODEL}),
    ("/v1/products/{id}/prices", samples.PRICES),
    ("/v1/products/{id}/prices", samples.COMPARISON),
    ("/v1/products/{id}/prices", {"prices": [samples.PRICE_MODEL]}),
    ("/v1/products/{id}/price-history?retailer_id=amazon", samples.HISTORY),
    ("/v1/products/{id}/price-history", samples.HISTORY),
    ("/v1/brands", samples.BRANDS),
    ("/v1/retailers", samples.RETAILERS),
    ("/v1/products/popular", samples.POPULAR),
    ("/v1/deals?min_discount=15&retailer=amazon", samples.DEALS),
    ("/v1/deals?per_page=1&page=2", {"pagination": samples.STANDARD_PAGINATION["pagination"]}),
]


@pytest.mark.parametrize(("path", "promise"), PROMISES)
def test_an_answer_holds_what_is_promised(client, whole_market, path, promise):
    response = client.get(path.format(id=whole_market.public_id))
    assert response.status_code == 200
    assert missing(promise, response.json()) == []


def test_filters_that_were_applied_are_named_as_promised(client, whole_market):
    applied = client.get(SEARCH).json()["filters_applied"]
    assert applied == {"query": "optimum nutrition", "brand": "Optimum Nutrition", "sort": "price_asc", "currency": "INR"}
    assert client.get("/v1/deals?min_discount=15").json()["filters_applied"] == {"min_discount": 15, "sort": "discount_desc"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/v1/health", "/v1/health/", "/health", "/health/"])
def test_a_healthy_service_says_what_is_promised(client, whole_market, path):
    response = client.get(path)
    assert response.status_code == 200
    assert missing(samples.HEALTHY, response.json()) == []


@pytest.mark.parametrize(
    ("path", "status", "promise"),
    [
        ("/v1/products/prod_invalid", 404, samples.UNKNOWN_PRODUCT),
        ("/v1/products/search?q=whey&min_price=abc", 422, samples.INVALID),
    ],
)
def test_an_error_holds_what_is_promised(client, whole_market, path, status, promise):
    response = client.get(path)
    assert response.status_code == status
    assert missing(promise, response.json()) == []
    assert response.json()["error"]["code"] == promise["error"]["code"]
