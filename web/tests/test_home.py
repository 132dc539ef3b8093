"""The front page and its paste-a-link box."""

from datetime import timedelta

import pytest

from alerts.models import Watch
from catalog.models import Listing
from web.tests.conftest import read
from web.tests.page import soup, words

pytestmark = pytest.mark.django_db


def test_an_empty_house_says_what_it_is_and_what_to_do(client):
    page = soup(client.get("/"))
    assert words(page.h1) == "Paste a link. Know its price, always."
    assert page.select_one("form.track")["action"] == "/track"
    assert words(page.select_one(".empty")) == "Nothing is tracked yet. Paste the first link above."


def test_the_front_page_shows_the_newest_change_with_its_direction(client, product, sell, now):
    listing = sell(product, "Kirana", 200_000)
    read(listing, 150_000, at=now - timedelta(minutes=3))
    item = soup(client.get("/")).select_one("section[aria-labelledby=changes-title] li")
    assert words(item) == "Aurora Kettle 1.7 l at Kirana Kirana · 3 minutes ago ₹1,500.00 −25% was ₹2,000.00"
    assert item.a["href"] == f"/listings/{listing.pk}"


@pytest.mark.parametrize("shops", [1, 3])
def test_the_front_page_costs_two_statements(client, product, sell, django_assert_num_queries, shops):
    for number in range(shops):
        sell(product, f"Shop{number}", 100_000)
    with django_assert_num_queries(2):
        assert len(soup(client.get("/")).select("section[aria-labelledby=joined-title] li")) == shops


def test_a_pasted_link_leads_to_its_progress(client, shop, django_capture_on_commit_callbacks):
    response = client.post("/track", {"url": f"  {shop.url('/kettle')}?utm_source=mail "})
    listing = Listing.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/listings/{listing.pk}")
    assert listing.canonical_url == shop.url("/kettle")


def test_a_link_pasted_twice_is_one_listing_and_says_so(client, shop, django_capture_on_commit_callbacks):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/track", {"url": shop.url("/kettle")})
    listing = Listing.objects.get()
    page = soup(client.get(f"/listings/{listing.pk}", follow=True))
    assert words(page.select_one(".messages")) == "This page is tracked already. Here is what we know of it."


def test_a_link_pasted_by_a_signed_in_person_is_watched(client, shop, asha):
    client.force_login(asha)
    client.post("/track", {"url": shop.url("/kettle")})
    assert list(Watch.objects.values_list("user", "listing")) == [(asha.pk, Listing.objects.get().pk)]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Paste the link of a product page first, like https://shop.example/product/1."),
        ("ftp://example.com/list", "ftp addresses cannot be tracked: use one that begins with https:// or http://"),
        ("x" * 4097, "This is longer than 4,096 characters: paste only the address of the product page."),
    ],
)
def test_a_refused_link_stays_in_the_box_with_the_way_out_beside_it(client, typed, message):
    response = client.post("/track", {"url": typed})
    page = soup(response)
    box = page.find(id="id_url")
    error = page.find(id="id_url_error")
    assert response.status_code == 422
    assert words(error) == message
    assert (box.get("value", ""), box["aria-invalid"], box["aria-describedby"]) == (typed, "true", "id_url_error")
    assert page.title.text.startswith("Error: ")
    assert not Listing.objects.exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://169.254.169.254/latest/meta-data", "http://[::1]/"])
def test_a_private_address_is_refused_at_the_box(client, url):
    response = client.post("/track", {"url": url})
    assert response.status_code == 422
    assert words(soup(response).find(id="id_url_error")).endswith("Paste the link of a product page in a public shop.")
    assert not Listing.objects.exists()


def test_what_is_typed_is_never_markup(client):
    response = client.post("/track", {"url": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in response.content


def test_track_answers_posts_only(client):
    assert client.get("/track").status_code == 405
