"""The product page: prices by shop, history, and the parts that an open page fetches anew."""

import json
from datetime import timedelta

import pytest

from catalog.models import Listing, Store
from lib.vocabulary import Availability
from pricing.services import refresh_summaries
from web.tests.conftest import read
from web.tests.page import soup, table, words

pytestmark = pytest.mark.django_db


def test_the_page_shows_every_shop_best_first(client, product, sell, now):
    sell(product, "Dear", 14_199_900, hours=50)
    sell(product, "Cheap", 13_999_900, list_amount=15_000_000, availability=Availability.LIMITED)
    sell(product, "Empty", 9_999_900, availability=Availability.OUT_OF_STOCK)
    refresh_summaries(product_ids=[product.pk], at=now)
    page = soup(client.get(f"/products/{product.public_id}"))
    assert words(page.h1) == "Aurora Kettle 1.7 l"
    assert words(page.select_one(".eyebrow")) == "Loomcraft"
    assert words(page.select_one(".best")) == "₹1,39,999.00 instead of ₹1,50,000.00 −7%"
    assert [row[:5] for row in table(page.select_one("table.offers"))] == [
        ["Cheap Best price", "₹1,39,999.00 instead of ₹1,50,000.00", "Limited stock", "2 hours ago", "5 minutes ago"],
        ["Dear", "₹1,41,999.00", "In stock", "2 days ago", "5 minutes ago"],
        ["Empty", "₹99,999.00", "Out of stock", "2 hours ago", "5 minutes ago"],
    ]


def test_links_to_shops_are_marked_and_go_through_the_affiliate_template(client, product, sell):
    listing = sell(product, "Kirana", 100)
    Store.objects.update(affiliate_template="https://go.example/?to={url}")
    link = soup(client.get(f"/products/{product.public_id}")).select_one(".row-actions a")
    assert link["href"] == f"https://go.example/?to={listing.canonical_url}"
    assert link["rel"] == ["nofollow", "noopener", "sponsored"]


def test_a_blocked_listing_says_so_in_its_row(client, product, sell, now):
    sell(product, "Kirana", 100)
    Listing.objects.update(state="blocked", state_since=now, last_outcome="blocked", last_checked_at=now, next_check_at=now)
    moment = f"{now:%H:%M} UTC"
    note = soup(client.get(f"/products/{product.public_id}")).select_one(".note.warn")
    assert words(note) == f"Blocked by the shop since {moment}. Next try {moment}."


def test_a_doubtful_reading_is_shown_as_waiting_and_changes_no_price(client, product, sell, now):
    listing = sell(product, "Kirana", 200_000)
    read(listing, 2_000, at=now - timedelta(minutes=3))
    page = soup(client.get(f"/products/{product.public_id}"))
    assert words(page.select_one(".note")).startswith("Waiting for confirmation: ₹20.00 was read 3 minutes ago")
    assert words(page.select_one("td .price")) == "₹2,000.00"


def test_the_history_table_says_what_changed_newest_first(client, product, sell, now):
    listing = sell(product, "Kirana", 200_000, hours=72)
    read(listing, 150_000, at=now - timedelta(hours=5))
    read(listing, 160_000, at=now - timedelta(minutes=20), availability=Availability.OUT_OF_STOCK)
    page = soup(client.get(f"/products/{product.public_id}"))
    assert words(page.select_one("table.changes caption")) == "Every price of the last 365 days, newest first"
    assert table(page.select_one("table.changes")) == [
        ["20 minutes ago", "Kirana", "₹1,600.00 +7%", "Out of stock"],
        ["5 hours ago", "Kirana", "₹1,500.00 −25%", "In stock"],
        ["3 days ago", "Kirana", "₹2,000.00", "In stock"],
    ]


def test_the_chart_document_holds_the_same_figures(client, product, sell, now):
    listing = sell(product, "Kirana", 200_000, hours=5)
    read(listing, 150_000, at=now - timedelta(hours=1))
    document = json.loads(soup(client.get(f"/products/{product.public_id}")).find(id="chart-data").string)
    seconds = int(now.timestamp())
    assert [{**line, "times": [seconds - time for time in line["times"]]} for line in document["series"]] == [
        {
            "id": listing.pk,
            "name": "Kirana",
            "currency": "INR",
            "digits": 2,
            "times": [5 * 3600, 3600],
            "amounts": [200_000, 150_000],
        }
    ]


@pytest.mark.parametrize("shops", [1, 3])
def test_a_visitor_costs_three_statements(client, product, sell, now, django_assert_num_queries, shops):
    for number in range(shops):
        read(sell(product, f"Shop{number}", 100_000), 99_000, at=now)
    with django_assert_num_queries(3):
        assert client.get(f"/products/{product.public_id}").status_code == 200


@pytest.mark.parametrize("shops", [1, 3])
def test_a_signed_in_person_costs_three_more(client, asha, product, sell, django_assert_num_queries, shops):
    for number in range(shops):
        sell(product, f"Shop{number}", 100_000)
    client.force_login(asha)
    with django_assert_num_queries(6):  # session, user, what they watch
        client.get(f"/products/{product.public_id}")


def test_the_live_answer_is_the_parts_that_the_page_holds(client, product, sell):
    sell(product, "Kirana", 100)
    page, live = (soup(client.get(f"/products/{product.public_id}{rest}")) for rest in ("", "/live"))
    assert live.html is None
    assert [part["id"] for part in live.select("[data-live]")] == ["headline", "offers", "changes", "chart-source"]
    assert {part["id"] for part in page.select("[data-live]")} == {"headline", "offers", "changes", "chart-source"}
    assert page.article["data-live-url"] == f"/products/{product.public_id}/live"
    assert page.article["data-listings"] == str(product.listings.get().pk)


def test_a_product_without_a_price_is_still_a_page(client, product):
    page = soup(client.get(f"/products/{product.public_id}"))
    assert words(page.select_one(".best")) == "No shop sells it right now"
    assert table(page.select_one("table.changes")) == [["No price has been read yet."]]


def test_a_visitor_is_asked_to_sign_in_to_watch(client, product):
    link = soup(client.get(f"/products/{product.public_id}")).select_one(".product-head .actions a")
    assert link["href"] == f"/sign-in?next=/products/{product.public_id}"


@pytest.mark.parametrize("product_id", ["prod_", "prod_nobody!", "prod_aaaaaa", "7", "usr_k3v9q2", "prod_" + "9" * 200])
def test_a_malformed_product_id_is_404(client, product_id):
    assert client.get(f"/products/{product_id}").status_code == 404


def test_an_unknown_product_is_404(client, product):
    path = f"/products/{product.public_id}"
    product.delete()
    assert [client.get(path).status_code, client.get(f"{path}/live").status_code] == [404, 404]


def test_a_shop_s_words_are_never_markup(client, product, sell):
    product.name = "<script>alert(1)</script>"
    product.save()
    sell(product, "Kirana", 100)
    Store.objects.update(name="</script><img src=x onerror=alert(1)>")
    content = client.get(f"/products/{product.public_id}").content
    assert b"<script>alert" not in content
    assert b"<img src=x" not in content
    assert b"</script><img" not in content
