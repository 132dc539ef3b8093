from dataclasses import replace

import pytest

from lib.vocabulary import Outcome
from scraping.fetching.browser.tests.conftest import SETTINGS, html
from scraping.fetching.tests.hostile import drip, redirect, reply


def test_a_price_that_a_script_writes_is_in_the_page(read, shop):
    shop.answers["/price.json"] = reply(b'{"price": "49,90 \xe2\x82\xac"}', "Content-Type: application/json")
    shop.answers["/p"] = html("fetch('/price.json').then(a => a.json()).then(a => { price.textContent = a.price })")
    page = read("/p")
    assert (page.outcome, page.status, page.content_type, page.detail) == (
        Outcome.OK,
        200,
        "text/html; charset=utf-8",
        "The page was read.",
    )
    assert '<p id="price">49,90 €</p>' in page.body.decode()
    assert (page.url, page.final_url, page.redirects) == (shop.url("/p", host="127.0.0.1"),) * 2 + ((),)


def test_we_say_who_we_are_and_keep_nothing_between_pages(read, shop):
    shop.answers["/p"] = html("price.textContent = navigator.userAgent + '|' + document.cookie; document.cookie = 'seen=1'")
    pages = [read("/p") for _ in range(2)]
    assert all(b"PriceTracker/1.0|</p>" in page.body for page in pages)
    heads = [head for head in shop.requests if head.startswith("GET /p ")]
    assert [("User-Agent: PriceTracker/1.0\r\n" in head, "Cookie:" in head) for head in heads] == [(True, False)] * 2


def test_images_fonts_frames_and_popups_are_left_out(read, shop):
    shop.answers["/p"] = html(
        "window.open('/popup'); new FontFace('f', 'url(/font)').load(); new Image().src = '/image2'",
        '<img src="/image"><iframe src="/frame"></iframe><video src="/video"></video><p id="price">1</p>',
    )
    assert (read("/p").outcome, {path for path in shop.counts if path != "/favicon.ico"}) == (
        Outcome.OK,
        {"/p", "/robots.txt"},
    )


@pytest.mark.parametrize(
    ("answer", "outcome", "detail"),
    [
        (reply(b"<p>no", status="403 Forbidden"), Outcome.BLOCKED, "The shop turned the request away (status 403)."),
        (reply(b"", status="404 Not Found"), Outcome.GONE, "The shop no longer has this page (status 404)."),
        (reply(b"", status="500 Oops"), Outcome.HTTP_ERROR, "The shop answered with an error (status 500)."),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<p>cut",
            Outcome.HTTP_ERROR,
            "The shop's server broke the connection off.",
        ),
        (redirect("file:///etc/hostname"), Outcome.REFUSED_ADDRESS, "The shop redirects to an address that is not fetched."),
    ],
    ids=["forbidden", "gone", "error", "cut off", "to a file"],
)
def test_an_answer_amounts_to_what_it_would_without_a_browser(read, shop, answer, outcome, detail):
    shop.answers["/p"] = answer
    page = read("/p")
    assert (page.outcome, page.body, page.detail) == (outcome, b"", detail)


def test_a_download_is_a_page_without_a_body_that_says_what_it_was(read, shop):
    shop.answers["/p"] = reply(b"PK", "Content-Type: application/zip", "Content-Disposition: attachment")
    page = read("/p")
    assert (page.outcome, page.body, page.content_type) == (Outcome.OK, b"", "application/zip; charset=utf-8")


def test_redirects_by_server_and_script_are_followed_and_told(read, shop):
    shop.answers.update({"/a": redirect("/b"), "/b": html("location.replace('/c')"), "/c": html("price.textContent = 'here'")})
    page = read("/a")
    hops = tuple(shop.url(path, host="127.0.0.1") for path in ("/b", "/c"))
    assert (page.outcome, page.redirects, page.final_url, b">here<" in page.body) == (Outcome.OK, hops, hops[-1], True)


def test_a_page_that_goes_on_and_on_is_stopped(read, shop):
    shop.answers["/p"] = html("location.reload()")
    page = read("/p", max_redirects=2)
    assert (page.outcome, page.detail, shop.counts["/p"]) == (
        Outcome.HTTP_ERROR,
        "The shop redirects more than 2 times.",
        3,
    )


def test_a_page_that_sends_a_form_is_not_followed(read, shop):
    shop.answers["/p"] = html("document.forms[0].submit()", '<form method="post" action="/form"></form>')
    page = read("/p")
    assert (page.outcome, page.body, page.detail, shop.counts["/form"]) == (
        Outcome.HTTP_ERROR,
        b"",
        "The page goes on by sending a form, which is not done here.",
        0,
    )


def test_robots_txt_holds_for_each_address_that_the_page_goes_to(read, shop):
    shop.answers.update(
        {
            "/robots.txt": reply(b"User-agent: *\nDisallow: /private"),
            "/a": redirect("/private/a"),
            "/b": html("location.href = '/private/b'"),
            "/private/a": reply(),
            "/private/b": reply(),
        }
    )
    pages = [read(path) for path in ("/private/a", "/a", "/b")]
    assert [(page.outcome, page.detail) for page in pages] == [
        (Outcome.ROBOTS, "The shop's robots.txt asks robots not to read this page.")
    ] * 3
    assert (shop.counts["/private/a"], shop.counts["/private/b"]) == (0, 0)
    assert read("/private/a", respect_robots=False).outcome is Outcome.OK


def test_a_dom_larger_than_the_limit_is_no_page(read, shop):
    shop.answers["/p"] = html("price.textContent = 'x'.repeat(300000)")
    page = read("/p", max_decoded_bytes=200_000)
    assert (page.outcome, page.body, page.detail) == (Outcome.TOO_LARGE, b"", "The page is larger than 200000 bytes.")


def test_traffic_is_counted_over_all_that_a_page_loads(read, shop):
    shop.answers["/data"] = reply(b"x" * 150_000)
    shop.answers["/p"] = html("for (let i = 0; i < 4; i++) fetch('/data', {cache: 'no-store'}).catch(() => 0)")
    page = read("/p", settings=replace(SETTINGS, max_traffic_bytes=400_000))
    assert (page.outcome, page.body) == (Outcome.TOO_LARGE, b"")


def test_a_page_that_never_falls_silent_is_read_as_it_is(read, shop):
    shop.answers["/drip"] = drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    shop.answers["/p"] = html("fetch('/drip'); price.textContent = '12'")
    page = read("/p", settings=replace(SETTINGS, settle_seconds=1))
    assert (page.outcome, b'<p id="price">12</p>' in page.body) == (Outcome.OK, True)
