"""From a pasted link to a price, with and without scripts, and pages that bring none."""

import pytest
from django.utils import timezone

from catalog.models import Listing
from scraping.services import track_url
from tests.shop_server import Answer
from web.tests.page import soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def pasted(shop) -> Listing:
    """A page that was pasted a moment ago and is not read yet."""
    return track_url(url=shop.url("/kettle"), at=timezone.now()).listing


def _stages(page) -> list[tuple[str, str]]:
    return [(words(li.select_one(".stage-name")), li["class"][1]) for li in page.select("ol.stages > li")]


def test_a_queued_page_shows_its_four_stages(client, pasted):
    page = soup(client.get(f"/listings/{pasted.pk}"))
    assert _stages(page) == [
        ("Queued : now", "current"),
        ("Fetching : to come", "waiting"),
        ("Reading : to come", "waiting"),
        ("Found : to come", "waiting"),
    ]
    assert page.select_one("li[aria-current=step] .stage-name").contents[0] == "Queued"
    assert page.find(id="progress-voice")["role"] == "status"


def test_without_scripts_the_page_reloads_itself(client, pasted):
    page = soup(client.get(f"/listings/{pasted.pk}"))
    assert page.head.noscript.meta.attrs == {"http-equiv": "refresh", "content": "2"}


def test_the_progress_fragment_is_the_changing_part_alone(client, pasted):
    response = client.get(f"/listings/{pasted.pk}/progress")
    fragment = soup(response)
    assert fragment.html is None
    assert fragment.div["data-stage"] == "queued"
    assert "data-next" not in fragment.div.attrs
    assert "no-store" in response["Cache-Control"]


def test_a_pasted_link_becomes_a_price_without_scripts(client, shop, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/track", {"url": shop.url("/kettle")})
    listing = Listing.objects.get()
    fragment = soup(client.get(f"/listings/{listing.pk}/progress"))
    target = f"/products/{listing.product.public_id}#listing-{listing.pk}"
    assert (fragment.div["data-stage"], fragment.div["data-next"]) == ("found", target)
    response = client.get(f"/listings/{listing.pk}")
    assert (response.status_code, response["Location"]) == (302, target)
    page = soup(client.get(f"/products/{listing.product.public_id}"))
    assert words(page.h1) == "Copper Kettle"
    assert words(page.select_one(".best-price")) == "€1,299.00"


def test_a_page_that_is_not_there_says_why_and_what_to_do(client, shop, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/track", {"url": shop.url("/nothing")})
    listing = Listing.objects.get()
    page = soup(client.get(f"/listings/{listing.pk}"))
    assert page.select_one(".progress")["data-stage"] == "failed"
    assert [state for _, state in _stages(page)] == ["done", "failed", "waiting", "waiting"]
    assert words(page.select_one(".sentence")).startswith("The page is gone")
    assert page.select_one(".way-out form")["action"] == f"/listings/{listing.pk}/check"
    assert page.head.noscript is None


def test_a_page_without_a_product_failed_while_reading(client, shop, django_capture_on_commit_callbacks):
    shop.answers["/about"] = Answer("<!doctype html><title>About us</title><p>We sell kettles.</p>")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/track", {"url": shop.url("/about")})
    page = soup(client.get(f"/listings/{Listing.objects.get().pk}"))
    assert [state for _, state in _stages(page)] == ["done", "done", "failed", "waiting"]


def test_a_merged_listing_leads_to_the_one_it_became(client, product, sell):
    kept, merged = sell(product, "Kirana", 100), sell(product, "Basar", 100)
    Listing.objects.filter(pk=merged.pk).update(merged_into=kept, product=None)
    assert client.get(f"/listings/{merged.pk}")["Location"] == f"/products/{product.public_id}#listing-{kept.pk}"


@pytest.mark.parametrize("path", ["/listings/1", "/listings/99999999999999999999", "/listings/1/progress", "/listings/x"])
def test_a_listing_that_nobody_has_is_404(client, path):
    assert client.get(path).status_code == 404


def test_check_now_reads_the_page_again(client, shop, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/track", {"url": shop.url("/kettle")})
    listing = Listing.objects.get()
    first = listing.last_checked_at
    Listing.objects.update(next_check_at=first)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/listings/{listing.pk}/check")
    listing.refresh_from_db()
    assert response["Location"] == f"/listings/{listing.pk}"
    page = soup(client.get(response["Location"], follow=True))
    assert words(page.select_one(".messages")) == f"{listing.store.name} is being checked now."
    assert listing.last_checked_at > first or listing.next_check_at > first


def test_check_now_tells_a_script_whether_it_was_queued(client, product, sell):
    listing = sell(product, "Kirana", 100)
    assert client.post(f"/listings/{listing.pk}/check", headers={"X-Requested-With": "fetch"}).status_code == 202
    Listing.objects.update(state="paused")
    assert client.post(f"/listings/{listing.pk}/check", headers={"X-Requested-With": "fetch"}).status_code == 409


def test_check_now_of_an_unknown_listing_is_404_and_a_get_is_405(client, product, sell):
    assert client.post("/listings/1/check").status_code == 404
    assert client.get(f"/listings/{sell(product, 'Kirana', 100).pk}/check").status_code == 405
