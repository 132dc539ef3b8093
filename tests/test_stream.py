"""The stream as a whole: a page served over HTTP becomes a price, news and a message; anything else changes no price."""

import asyncio
import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.core.files.storage import storages

from accounts.services import register_user
from alerts.models import Notification
from alerts.services import announce_change, announce_pending
from alerts.transports import live
from catalog.models import Listing, Product, Store
from lib.vocabulary import Outcome
from pricetracker.serving.protocols import websockets
from pricing.models import Offer, PriceChange, PricePoint
from scraping.models import Evidence, ScrapeAttempt
from scraping.queries import progress_of, status_sentence
from scraping.services import check_listings, checking, due_listing_ids, track_url
from scraping.tasks import check_due
from tests.shop_server import Answer, running_shop

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "/p/kettle-1"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    with running_shop() as shop:
        settings.FETCH_ALLOW_PRIVATE = frozenset({shop.authority})
        yield shop


@pytest.fixture
def listing(shop) -> Listing:
    """A page that is tracked and was never read."""
    listing = track_url(url=shop.url(PAGE), at=NOON).listing
    Store.objects.update(crawl_delay=0)
    return listing


def check(listing, at, *, due=True):
    """One check at `at`, made due unless the schedule is what is tested."""
    if due:
        Listing.objects.filter(pk=listing.pk).update(next_check_at=at)
    report = check_listings(listing_ids=[listing.pk], at=at)
    listing.refresh_from_db()
    return report


def prices(listing):
    return [(p.amount, p.currency, p.status) for p in PricePoint.objects.filter(listing=listing).order_by("pk")]


def test_page_becomes_a_price_point_an_outbox_row_and_a_receipt(shop, listing):
    shop.shows(PAGE, "49.90")
    report = check(listing, NOON)

    assert report.outcomes == {listing.pk: Outcome.OK}
    assert prices(listing) == [(4990, "EUR", "accepted")]
    change = PriceChange.objects.get()
    assert (report.change_ids, change.announced_at, change.new_amount) == ((change.pk,), None, 4990)
    assert (listing.title, listing.brand_name, listing.sku, listing.state) == ("Kettle K1", "Vessel", "K1", "active")
    assert Product.objects.get(listings=listing).brand.name == "Vessel"
    assert ScrapeAttempt.objects.values_list("outcome", "status").get() == ("ok", 200)
    evidence = Evidence.objects.get(point__listing=listing)
    assert (evidence.url, evidence.reading["price"], evidence.reading["source"]) == (shop.url(PAGE), "49.90", "json-ld")
    assert [c["amount"] for c in evidence.reading["candidates"] if c["won"]] == ["49.90"]


def test_receipt_holds_the_very_page(shop, listing):
    shop.shows(PAGE, "49.90")
    check(listing, NOON)

    evidence = Evidence.objects.get()
    with storages["evidence"].open(evidence.file) as file:
        assert gzip.decompress(file.read()).decode() == shop.answers[PAGE].body


def test_unchanged_page_makes_silence(shop, listing):
    shop.shows(PAGE, "49.90")
    check(listing, NOON)
    report = check(listing, NOON + timedelta(hours=3))

    assert report.change_ids == ()
    point = PricePoint.objects.get()
    assert NOON <= point.observed_at < NOON + timedelta(minutes=1)
    assert NOON + timedelta(hours=3) <= point.last_seen_at < NOON + timedelta(hours=3, minutes=1)
    assert (PriceChange.objects.count(), Evidence.objects.count(), ScrapeAttempt.objects.count()) == (1, 1, 2)


def test_page_that_was_not_modified_confirms_the_price(shop, listing):
    shop.shows(PAGE, "49.90", headers={"ETag": '"v1"'})
    check(listing, NOON)
    report = check(listing, NOON + timedelta(hours=3))

    assert report.outcomes == {listing.pk: Outcome.UNCHANGED}
    assert shop.requests[-1][1]["if-none-match"] == '"v1"'
    point = PricePoint.objects.get()
    assert point.last_seen_at >= NOON + timedelta(hours=3)


def test_change_reaches_socket_and_followers_once(shop, listing):
    reader = register_user(email="reader@example.com", password="correct horse battery", at=NOON)
    shop.shows(PAGE, "49.90")
    track_url(url=shop.url(PAGE), at=NOON, user=reader)
    check(listing, NOON)
    announce_pending(at=NOON, limit=10)
    shop.shows(PAGE, "39.90")
    report = check(listing, NOON + timedelta(hours=1))

    async def hear() -> dict:
        live.bind_loop(asyncio.get_running_loop())
        scope = {"type": "websocket", "path": "/ws/updates", "query_string": f"product_id={listing.pk}".encode(), "headers": []}
        socket = ApplicationCommunicator(websockets, {**scope, "subprotocols": [], "client": ("127.0.0.1", 1)})
        await socket.send_input({"type": "websocket.connect"})
        assert (await socket.receive_output(timeout=5))["type"] == "websocket.accept"
        await sync_to_async(announce_change)(change_id=report.change_ids[0], at=NOON + timedelta(hours=1))
        message = json.loads((await socket.receive_output(timeout=5))["text"])
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait()
        live.bind_loop(None)
        return message

    message = async_to_sync(hear)()
    change = PriceChange.objects.get(pk=report.change_ids[0])
    assert message == {
        "event": "price_update",
        "data": {
            "product_id": listing.pk,
            "new_price_cents": 3990,
            "currency": "EUR",
            "availability": "In Stock",
            "has_price": True,
            "old_price_cents": 4990,
            "listing_id": listing.pk,
            "product": listing.product.public_id,
            "store": listing.store.slug,
            "changed_at": change.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }
    assert Notification.objects.get(user=reader).text == f"Kettle K1 fell from €49.90 to €39.90 at {listing.store.name}."
    assert announce_change(change_id=change.pk, at=NOON) is None
    assert Notification.objects.count() == 1


def test_sweep_tells_what_a_killed_worker_left_behind(shop, listing):
    shop.shows(PAGE, "49.90")
    check(listing, NOON)

    assert announce_pending(at=NOON, limit=10) == 1
    assert announce_pending(at=NOON, limit=10) == 0
    assert PriceChange.objects.get().announced_at == NOON


CAPTCHA = (
    "<html><head><title>Robot check</title></head><body><form action='/errors/validateCaptcha'>Enter the characters you see"
)
LISTING_PAGE = "<html><head><title>Kettles</title></head><body><h1>All kettles</h1></body></html>"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer("go away", 403), Outcome.BLOCKED),
        (Answer("slow down", 429, {"Retry-After": "600"}), Outcome.BLOCKED),
        (Answer(CAPTCHA), Outcome.BLOCKED),
        (Answer("no such page", 404), Outcome.GONE),
        (Answer("broken", 500), Outcome.HTTP_ERROR),
        (Answer("", 302, {"Location": "http://10.0.0.1/"}), Outcome.REFUSED_ADDRESS),
        (Answer("", 302, {"Location": PAGE}), Outcome.HTTP_ERROR),
        (Answer("x" * 6_000_000), Outcome.TOO_LARGE),
        (Answer(gzip.compress(b"x" * 30_000_000), headers={"Content-Encoding": "gzip"}), Outcome.TOO_LARGE),
        (Answer("\x00\xff garbage <<< {{{"), Outcome.NOT_A_PRODUCT),
        (Answer(LISTING_PAGE), Outcome.NOT_A_PRODUCT),
        (Answer(b"%PDF-1.7", content_type="application/pdf"), Outcome.NOT_A_PRODUCT),
    ],
    ids=lambda value: value.value if isinstance(value, Outcome) else None,
)
def test_page_that_is_no_product_changes_no_price(shop, listing, answer, outcome):
    shop.shows(PAGE, "49.90")
    check(listing, NOON)
    before = Offer.objects.values().get(), prices(listing), PriceChange.objects.count()
    shop.answers[PAGE] = answer
    report = check(listing, NOON + timedelta(hours=1))

    assert report.outcomes == {listing.pk: outcome}
    assert (Offer.objects.values().get(), prices(listing), PriceChange.objects.count()) == before
    assert ScrapeAttempt.objects.filter(outcome=outcome, point=None).count() == 1
    assert listing.last_outcome == outcome
    assert listing.failures == 1


def test_robots_txt_is_kept(shop, listing):
    shop.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /p/", content_type="text/plain")
    shop.shows(PAGE, "49.90")

    assert check(listing, NOON).outcomes == {listing.pk: Outcome.ROBOTS}
    assert [path for path, _ in shop.requests] == ["/robots.txt"]
    assert not PricePoint.objects.exists()


def test_crawl_delay_of_robots_txt_becomes_the_pace_of_the_shop(shop, listing):
    shop.answers["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 7", content_type="text/plain")
    shop.shows(PAGE, "49.90")
    check(listing, NOON)

    assert Store.objects.get().crawl_delay == 7


def test_retry_after_is_kept_by_every_listing_of_the_shop(shop, listing):
    shop.answers[PAGE] = Answer("slow down", 429, {"Retry-After": "600"})
    check(listing, NOON)
    other = track_url(url=shop.url("/p/kettle-2"), at=NOON).listing
    shop.shows("/p/kettle-2", "10.00")
    report = check_listings(listing_ids=[other.pk], at=NOON + timedelta(minutes=5))

    assert (report.checked, report.postponed) == (0, (other.pk,))
    assert report.retry_at >= NOON + timedelta(minutes=10)
    assert "/p/kettle-2" not in [path for path, _ in shop.requests]


def test_pace_of_a_shop_spreads_its_listings(shop, listing):
    Store.objects.update(crawl_delay=20)
    others = [track_url(url=shop.url(f"/p/{number}"), at=NOON).listing for number in range(3)]
    report = check_listings(listing_ids=[listing.pk, *(other.pk for other in others)], at=NOON)

    assert (report.checked, len(report.postponed), report.retry_at) == (1, 3, NOON + timedelta(seconds=20))


def test_absurd_price_waits_for_a_second_reading(shop, listing):
    shop.shows(PAGE, "49.90")
    check(listing, NOON)
    shop.shows(PAGE, "4990.00", headers={"ETag": '"absurd"'})
    report = check(listing, NOON + timedelta(hours=1))

    assert report.change_ids == ()
    assert prices(listing) == [(4990, "EUR", "accepted"), (499000, "EUR", "quarantined")]
    assert Offer.objects.get().amount == 4990
    assert listing.etag == ""  # so that the next check reads the page again in full
    assert timedelta(hours=1) <= listing.next_check_at - (NOON + timedelta(hours=1)) < timedelta(hours=1, minutes=1)
    shop.shows(PAGE, "49.90")
    check(listing, NOON + timedelta(hours=2))
    assert prices(listing) == [(4990, "EUR", "accepted"), (499000, "EUR", "superseded")]


def test_sold_out_without_a_price_is_stock_news(shop, listing):
    shop.shows(PAGE, "49.90")
    check(listing, NOON)
    shop.shows(PAGE, None, availability="OutOfStock")
    report = check(listing, NOON + timedelta(hours=1))

    change = PriceChange.objects.get(pk=report.change_ids[0])
    assert (change.old_amount, change.new_amount, change.availability) == (4990, None, "out_of_stock")


def test_blocked_listing_backs_off_and_says_so(shop, listing):
    shop.answers[PAGE] = Answer("go away", 403)
    check(listing, NOON)
    first = listing.next_check_at
    check(listing, NOON + timedelta(hours=2))

    assert listing.state == "blocked"
    assert timedelta(hours=2) <= first - NOON < timedelta(hours=2, minutes=1)
    assert timedelta(hours=4) <= listing.next_check_at - (NOON + timedelta(hours=2)) < timedelta(hours=4, minutes=1)
    sentence = status_sentence(listing, NOON + timedelta(hours=2))
    assert sentence.startswith("Blocked by the shop since 12:00 UTC")
    assert sentence.endswith("Next try 18:00 UTC.")
    assert Store.objects.get().blocked_since is not None
    shop.shows(PAGE, "49.90")
    check(listing, NOON + timedelta(hours=6))
    assert (listing.state, listing.failures, Store.objects.get().blocked_since) == ("active", 0, None)


def test_page_is_gone_after_three_checks_in_a_row(shop, listing):
    shop.shows(PAGE, "49.90")
    check(listing, NOON)
    shop.answers.pop(PAGE)
    states = []
    for hours in (1, 2, 3):
        check(listing, NOON + timedelta(hours=hours))
        states.append(listing.state)

    assert states == ["active", "active", "gone"]
    assert due_listing_ids(at=NOON + timedelta(days=30), limit=10) == []
    assert Offer.objects.get().amount == 4990


def test_claimed_listing_is_nobody_elses_until_its_lease_ends(shop, listing):
    shop.shows(PAGE, "49.90")
    claimed = Listing.objects.filter(pk=listing.pk).claim(NOON, NOON + timedelta(minutes=5))

    assert claimed == 1
    assert check_listings(listing_ids=[listing.pk], at=NOON + timedelta(minutes=1)).checked == 0
    assert check_listings(listing_ids=[listing.pk], at=NOON + timedelta(minutes=6)).checked == 1


def test_sweep_checks_and_tells_what_is_due(shop, listing):
    shop.shows(PAGE, "49.90")

    assert check_due() == 1
    assert PriceChange.objects.get().announced_at is not None
    assert check_due() == 0


def test_canonical_url_merges_two_listings_and_loses_no_history(shop, listing):
    reader = register_user(email="reader@example.com", password="correct horse battery", at=NOON)
    shop.shows("/kettle?color=red", "49.90")
    other = track_url(url=shop.url("/kettle?color=red"), at=NOON, user=reader).listing
    check(other, NOON)
    shop.shows(PAGE, "48.90")
    check(listing, NOON + timedelta(hours=1))
    shop.answers["/kettle?color=red"].body = shop.answers[PAGE].body.replace(
        "</head>", f'<link rel="canonical" href="{PAGE}"></head>'
    )
    check(other, NOON + timedelta(hours=2))

    assert other.merged_into == listing
    assert prices(listing) == [(4990, "EUR", "accepted"), (4890, "EUR", "accepted")] or prices(listing) == [
        (4890, "EUR", "accepted"), (4990, "EUR", "accepted"),
    ]  # fmt: skip
    assert prices(other) == []
    assert list(reader.watches.values_list("listing", flat=True)) == [listing.pk]
    assert track_url(url=shop.url("/kettle?color=red"), at=NOON).listing == listing
    assert progress_of(other.pk).listing == listing


def test_canonical_url_for_everything_merges_nothing(shop, listing):
    """Shops that declare one canonical URL for different products keep their listings apart."""
    shop.shows(PAGE, "49.90")
    check(listing, NOON)
    shop.shows("/p/pan", "19.90", name="Pan P9")
    shop.answers["/p/pan"].body = (
        shop.answers["/p/pan"]
        .body.replace('"sku": "K1"', '"sku": "P9"')
        .replace("</head>", f'<link rel="canonical" href="{PAGE}"></head>')
    )
    pan = track_url(url=shop.url("/p/pan"), at=NOON).listing
    check(pan, NOON)

    assert pan.merged_into is None
    assert (prices(listing), prices(pan)) == ([(4990, "EUR", "accepted")], [(1990, "EUR", "accepted")])


def test_progress_tells_queued_found_and_failed(shop, listing):
    assert progress_of(listing.pk).stage == "queued"
    shop.answers[PAGE] = Answer("go away", 403)
    check(listing, NOON)
    failed = progress_of(listing.pk)
    assert (failed.stage, failed.is_final) == ("failed", True)
    assert failed.sentence.startswith("Blocked by the shop since")
    shop.shows(PAGE, "49.90")
    check(listing, NOON + timedelta(hours=1))
    assert (progress_of(listing.pk).stage, progress_of(0)) == ("found", None)


def test_page_that_our_reader_fails_on_costs_the_others_nothing(shop, listing, monkeypatch, caplog):
    shop.shows(PAGE, "49.90")
    shop.shows("/p/poison", "1.00")
    poison = track_url(url=shop.url("/p/poison"), at=NOON).listing
    extract = checking.extract

    def fails_on_poison(body, url, **hints):
        if url.endswith("poison"):
            raise RecursionError("deep")
        return extract(body, url, **hints)

    monkeypatch.setattr(checking, "extract", fails_on_poison)
    report = check_listings(listing_ids=[listing.pk, poison.pk], at=NOON)

    assert report.outcomes == {listing.pk: Outcome.OK, poison.pk: Outcome.NOT_A_PRODUCT}
    assert prices(listing) == [(4990, "EUR", "accepted")]
    assert ScrapeAttempt.objects.get(listing=poison).detail == "Our reader failed on this page; the log says how."
    assert "RecursionError" in caplog.text


def test_listing_deleted_during_its_check_leaves_nothing(shop, listing, monkeypatch):
    shop.shows(PAGE, "49.90")
    write = checking.write_results
    monkeypatch.setattr(checking, "write_results", lambda checks, at: (Listing.objects.all().delete(), write(checks, at=at))[1])

    assert check_listings(listing_ids=[listing.pk], at=NOON).change_ids == ()
    assert (PricePoint.objects.count(), ScrapeAttempt.objects.count()) == (0, 0)
