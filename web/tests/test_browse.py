"""Deals, popular products, brands and shops."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Watch
from catalog.models import Brand, Product, Store
from pricing.services import refresh_summaries
from search.services import index_pending
from web.tests.conftest import NOON
from web.tests.page import soup, words

pytestmark = pytest.mark.django_db

PATHS = ["/deals", "/popular", "/brands/loomcraft", "/shops/kirana"]


@pytest.fixture
def shelf(sell, now):
    """Makes so many kettles; each is a tenth more reduced than the one before, the first by a tenth."""

    def shelf(count: int) -> list[Product]:
        brand, _ = Brand.objects.get_or_create(name="Loomcraft", slug="loomcraft")
        made = []
        for number in range(count):
            name = f"Aurora Kettle {number}"
            product = Product.objects.create(name=name, brand=brand, created_at=NOON, updated_at=NOON)
            sell(product, "Kirana", 100_000 - 10_000 * (number % 9 + 1), list_amount=100_000)
            made.append(product)
        refresh_summaries(product_ids=[product.pk for product in made], at=now)
        index_pending(at=timezone.now())
        return made

    return shelf


def headings(response) -> list[str]:
    return [words(tile.h2) for tile in soup(response).select(".tile")]


def test_deals_show_the_largest_discount_first(client, shelf):
    first, second = shelf(2)
    page = soup(client.get("/deals"))
    assert [words(tile) for tile in page.select(".tile")] == [
        "Loomcraft Aurora Kettle 1 ₹800.00 −20% instead of ₹1,000.00 at Kirana · since 2 hours ago 30-day low ₹800.00",
        "Loomcraft Aurora Kettle 0 ₹900.00 −10% instead of ₹1,000.00 at Kirana · since 2 hours ago 30-day low ₹900.00",
    ]
    links = [tile.h2.a["href"].split("#")[0] for tile in page.select(".tile")]
    assert links == [f"/products/{second.public_id}", f"/products/{first.public_id}"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"min_discount": "20"}, ["Aurora Kettle 2", "Aurora Kettle 1"]),
        ({"sort": "discount_asc"}, ["Aurora Kettle 0", "Aurora Kettle 1", "Aurora Kettle 2"]),
        ({"sort": "expires_soon"}, ["Aurora Kettle 0", "Aurora Kettle 1", "Aurora Kettle 2"]),
        ({"brand": "loomcraft", "retailer": "kirana", "min_discount": "30"}, ["Aurora Kettle 2"]),
        ({"retailer": "nobody"}, []),
    ],
)
def test_deals_can_be_narrowed_down_and_ordered(client, shelf, wanted, found):
    shelf(3)
    assert headings(client.get("/deals", wanted)) == found


def test_deals_come_in_pages(client, shelf):
    shelf(25)
    assert words(soup(client.get("/deals")).select_one(".pager")) == "Page 1 of 2 Next →"
    assert len(headings(client.get("/deals?page=2"))) == 1
    assert words(soup(client.get("/deals?page=7")).select_one(".empty-state p")) == "The list ends before page 7."


def test_no_deal_offers_a_smaller_discount(client, shelf):
    shelf(1)
    page = soup(client.get("/deals?min_discount=50"))
    assert words(page.select_one(".empty-state p")) == "Nothing is reduced this much right now."
    assert page.select_one(".empty-state a")["href"] == "?min_discount=1"


def test_popular_is_what_people_watch_first(client, shelf, asha):
    products = shelf(3)
    Watch.objects.create(user=asha, product=products[2], created_at=timezone.now() - timedelta(days=1))
    assert headings(client.get("/popular")) == ["Aurora Kettle 2", "Aurora Kettle 0", "Aurora Kettle 1"]
    assert headings(client.get("/popular", {"category": "nothing"})) == []


def test_a_brand_lists_its_products(client, shelf):
    shelf(2)
    page = soup(client.get("/brands/loomcraft"))
    assert words(page.h1) == "Loomcraft"
    assert [words(tile.h2) for tile in page.select(".tile")] == ["Aurora Kettle 0", "Aurora Kettle 1"]


def test_a_shop_says_how_it_delivers_and_lists_what_it_offers(client, shelf):
    shelf(1)
    Store.objects.update(currency="INR", delivery_fee=4900, free_delivery_from=49900, delivery_days=2)
    page = soup(client.get("/shops/kirana"))
    assert words(page.select_one(".browse-head .meta")) == (
        "1 product · delivers in 2 days · delivery ₹49.00, free from ₹499.00"
    )
    assert [words(tile.h2) for tile in page.select(".tile")] == ["Aurora Kettle 0"]


def test_the_product_page_leads_to_its_brand_and_its_shops(client, shelf):
    (product,) = shelf(1)
    page = soup(client.get(f"/products/{product.public_id}"))
    assert page.select_one(".eyebrow a")["href"] == "/brands/loomcraft"
    assert page.select_one(".shop a")["href"] == "/shops/kirana"


@pytest.mark.parametrize("path", ["/brands/nobody", "/shops/nobody", "/shops/closed"])
def test_what_nobody_is_called_is_not_found(client, path):
    Store.objects.create(name="Closed", slug="closed", is_active=False, created_at=NOON)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_page_that_cannot_be_is_named_and_is_the_first(client, shelf, path):
    shelf(1)
    response = client.get(path, {"page": "minus one", "junk": "<b>\x00"})
    said = [words(part) for part in soup(response).select(".notice.warn")]
    assert (response.status_code, said) == (422, ["There is no such page; this is the first one."])
    assert len(headings(response)) == 1


@pytest.mark.parametrize("wrong", [{"sort": "x"}, {"min_discount": "101"}, {"min_discount": "much"}, {"brand": "\x00"}])
def test_wrong_filters_of_deals_are_named_and_left_out(client, shelf, wrong):
    shelf(1)
    response = client.get("/deals", wrong)
    assert (response.status_code, len(headings(response))) == (422, 1)
    assert len(soup(response).select(".errorlist, .notice.warn")) == 1


@pytest.mark.parametrize("path", ["/search", "/compare", *PATHS])
def test_a_page_keeps_the_promises_of_all_pages(client, shelf, path):
    (product,) = shelf(1)
    response = client.get(path, {"ids": product.public_id} if path == "/compare" else {})
    page = soup(response)
    assert (response.status_code, len(page.find_all("h1")), page.select("[style], style")) == (200, 1, [])
    assert "private" in response["Cache-Control"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert [script for script in page.find_all("script") if not script.get("src")] == []
    for field in page.select("input:not([type=hidden]), select"):
        assert page.select_one(f"label[for={field['id']}]"), field
    assert client.get(f"{path}/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [*zip(PATHS, [3, 3, 4, 4], strict=True)])
def test_a_list_costs_as_many_statements_whatever_its_length(client, shelf, django_assert_num_queries, path, statements, rows):
    shelf(rows)
    with django_assert_num_queries(statements):
        assert len(headings(client.get(path))) == rows
