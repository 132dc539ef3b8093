import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lib.vocabulary import Outcome
from scraping.fetching import FetchPolicy, Page, Validators, fetch
from scraping.fetching.fetcher import retry_after
from scraping.fetching.tests.hostile import PAGE, redirect, reply


def test_a_page_is_handed_on_whole(read, shop):
    shop.answers["/p"] = reply(
        gzip.compress(PAGE),
        "Content-Type: text/html; charset=utf-8",
        "Content-Encoding: gzip",
        'ETag: "abc"',
        "Last-Modified: Wed, 01 Jan 2025 00:00:00 GMT",
    )
    page = read("/p")
    assert replace(page, elapsed_ms=0.0) == Page(
        url=shop.url("/p"),
        final_url=shop.url("/p"),
        outcome=Outcome.OK,
        status=200,
        body=PAGE,
        content_type="text/html; charset=utf-8",
        etag='"abc"',
        last_modified="Wed, 01 Jan 2025 00:00:00 GMT",
        detail="The page was read.",
    )
    assert page.elapsed_ms > 0


def test_a_request_says_who_asks_and_carries_nothing_else(read, shop):
    read("/?q=1#top", user_agent="PriceTracker/1.0 (+https://tracker.example/bot)")
    assert shop.requests[0].split("\r\n") == [
        "GET /?q=1 HTTP/1.1",
        f"Host: shop.test:{shop.port}",
        "User-Agent: PriceTracker/1.0 (+https://tracker.example/bot)",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Encoding: gzip, deflate",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("201 Created", Outcome.OK),
        ("204 No Content", Outcome.OK),
        ("300 Multiple Choices", Outcome.HTTP_ERROR),
        ("304 Not Modified", Outcome.HTTP_ERROR),
        ("400 Bad Request", Outcome.HTTP_ERROR),
        ("401 Unauthorized", Outcome.BLOCKED),
        ("403 Forbidden", Outcome.BLOCKED),
        ("404 Not Found", Outcome.GONE),
        ("410 Gone", Outcome.GONE),
        ("418 I'm a teapot", Outcome.HTTP_ERROR),
        ("429 Too Many Requests", Outcome.BLOCKED),
        ("451 Unavailable For Legal Reasons", Outcome.BLOCKED),
        ("500 Internal Server Error", Outcome.HTTP_ERROR),
        ("503 Service Unavailable", Outcome.HTTP_ERROR),
    ],
)
def test_a_status_has_one_outcome_and_errors_have_no_body(read, shop, status, outcome):
    shop.answers["/p"] = reply(b"" if status.startswith(("204", "304")) else PAGE, status=status)
    page = read("/p")
    body = PAGE if status.startswith("201") else b""
    assert (page.outcome, page.status, page.body) == (outcome, int(status[:3]), body)


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<title>Robot Check</title>", status="503 Service Unavailable"),
        reply(gzip.compress(b"Please solve the CAPTCHA"), "Content-Encoding: gzip", status="503 Service Unavailable"),
        reply(PAGE, "cf-mitigated: challenge"),
        reply(b"", "x-amzn-waf-action: captcha", status="405 Method Not Allowed"),
        reply(b"", "x-amzn-waf-action: challenge", status="202 Accepted"),
    ],
    ids=["words", "compressed words", "cloudflare", "aws captcha", "aws challenge"],
)
def test_a_bot_wall_is_a_block_whatever_its_status(read, shop, answer):
    shop.answers["/p"] = answer
    page = read("/p")
    assert (page.outcome, page.body) == (Outcome.BLOCKED, b"")


def test_an_unchanged_page_costs_no_body(read, shop):
    shop.answers["/p"] = reply(b"", 'ETag: "abc"', status="304 Not Modified")
    page = read("/p", validators=Validators(etag='"abc"', last_modified="Wed, 01 Jan 2025 00:00:00 GMT"))
    head = shop.requests[0]
    assert (page.outcome, page.body, page.validators, 'If-None-Match: "abc"' in head, "If-Modified-Since: Wed" in head) == (
        Outcome.UNCHANGED,
        b"",
        Validators(etag='"abc"', last_modified=None),
        True,
        True,
    )


def test_validators_that_no_header_can_carry_are_left_out(read, shop):
    page = read("/", validators=Validators(etag='"a\r\nX-Evil: 1"', last_modified="süß"))
    assert (page.outcome, "If-" in shop.requests[0], "X-Evil" in shop.requests[0]) == (Outcome.OK, False, False)


def test_validators_stay_with_the_page_they_belong_to(read, shop):
    shop.answers.update({"/p": redirect("/home"), "/home": reply(b"", status="304 Not Modified")})
    page = read("/p", validators=Validators(etag='"abc"'))
    assert (page.outcome, ["If-None-Match" in head for head in shop.requests]) == (Outcome.HTTP_ERROR, [True, False])


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("0", 0.0),
        ("120", 120.0),
        ("9" * 400, 604_800.0),
        ("Wed, 01 Jan 2025 00:01:00 GMT", 60.0),
        ("Wed, 01 Jan 2025 00:01:00 -0000", 60.0),
        ("Tue, 31 Dec 2024 00:00:00 GMT", 0.0),
        ("Wed, 01 Jan 9999 00:00:00 GMT", 604_800.0),
        ("Wed, 99 Jan 2025 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    assert retry_after(value, datetime(2025, 1, 1, tzinfo=UTC)) == seconds


def test_a_shop_that_asks_to_wait_is_heard(read, shop):
    shop.answers["/p"] = reply(b"", "Retry-After: 90", status="429 Too Many Requests")
    assert (read("/p").outcome, read("/p").retry_after) == (Outcome.BLOCKED, 90.0)


def test_redirects_are_followed_and_told(read, shop):
    shop.answers.update(
        {"/a": redirect("b?x=1#f", "301 Moved Permanently"), "/b?x=1": redirect(f"//shop.test:{shop.port}/sch%C3%B6n")}
    )
    shop.answers["/sch%C3%B6n"] = redirect(shop.url("/größe 1").encode().decode("latin-1"), "308 Permanent Redirect")
    shop.answers["/gr%C3%B6%C3%9Fe%201"] = reply()
    page = read("/a")
    hops = tuple(shop.url(path) for path in ("/b?x=1", "/sch%C3%B6n", "/gr%C3%B6%C3%9Fe%201"))
    assert (page.outcome, page.url, page.final_url, page.redirects) == (Outcome.OK, shop.url("/a"), hops[-1], hops)


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("http://169.254.169.254/latest/meta-data/", Outcome.REFUSED_ADDRESS),
        ("http://0xa9fea9fe/", Outcome.REFUSED_ADDRESS),
        ("http://10.0.0.1/", Outcome.REFUSED_ADDRESS),
        ("http://[::ffff:7f00:1]/", Outcome.REFUSED_ADDRESS),
        ("http://127.0.0.1/", Outcome.REFUSED_ADDRESS),
        ("http://inside.test/", Outcome.REFUSED_ADDRESS),
        ("http://93.184.216.34:25/", Outcome.REFUSED_ADDRESS),
        ("http://me:secret@shop.test/", Outcome.REFUSED_ADDRESS),
        ("file:///etc/passwd", Outcome.REFUSED_ADDRESS),
        ("gopher://127.0.0.1/", Outcome.REFUSED_ADDRESS),
        ("javascript:alert(1)", Outcome.REFUSED_ADDRESS),
        ("http://[", Outcome.HTTP_ERROR),
        ("", Outcome.HTTP_ERROR),
    ],
)
def test_a_redirect_is_checked_like_a_first_address(read, shop, names, attempts, location, outcome):
    names["inside.test"] = ["10.1.2.3"]
    shop.answers["/p"] = redirect(location)
    page = read("/p")
    assert (page.outcome, page.body, attempts) == (outcome, b"", [("127.0.0.1", shop.port)])


def test_a_redirect_circle_is_left_at_once(read, shop):
    shop.answers.update({"/a": redirect("/b"), "/b": redirect("/a")})
    page = read("/a")
    assert (page.outcome, page.detail, shop.counts["/a"]) == (Outcome.HTTP_ERROR, "The shop redirects in a circle.", 1)


def test_redirects_are_counted(read, shop):
    shop.answers.update({f"/{n}": redirect(f"/{n + 1}") for n in range(10)})
    shop.answers["/2"] = reply()
    assert (read("/0", max_redirects=2).outcome, read("/3", max_redirects=2).detail, len(shop.requests)) == (
        Outcome.OK,
        "The shop redirects more than 2 times.",
        6,
    )


def test_the_body_of_a_redirect_is_not_read(read, shop):
    shop.answers["/a"] = b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Encoding: gzip\r\nContent-Length: 99999999\r\n\r\nzz"
    assert read("/a").outcome is Outcome.OK


def test_no_cookie_is_kept_between_hops_or_fetches(read, shop):
    shop.answers["/a"] = reply(b"", "Location: /", "Set-Cookie: session=1; Path=/", status="302 Found")
    read("/a")
    read("/")
    assert ["Cookie" in head for head in shop.requests] == [False, False, False]


def test_the_environment_names_no_proxy_and_no_password(read, shop, policy, monkeypatch, tmp_path, attempts):
    (tmp_path / "netrc").write_text("machine shop.test login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{shop.port}")
    refused = fetch("http://inside.example/", policy=policy)
    page = read("/")
    assert (refused.outcome, page.outcome, "Authorization" in shop.requests[0], len(shop.requests)) == (
        Outcome.HTTP_ERROR,
        Outcome.OK,
        False,
        1,
    )


def test_a_closed_port_is_an_error_of_the_shop():
    policy = FetchPolicy(allow_private=frozenset({"shop.test:1"}), respect_robots=False)
    page = fetch("http://shop.test:1/", policy=policy)
    assert (page.outcome, page.status, page.detail) == (Outcome.HTTP_ERROR, None, "The shop's server could not be reached.")


def test_details_never_quote_paths_or_queries(read, shop):
    shop.answers["/secret?token=hunter2"] = lambda connection: None
    pages = [read("/secret?token=hunter2"), read("/gone?token=hunter2")]
    assert [("secret" in page.detail, "hunter2" in page.detail) for page in pages] == [(False, False)] * 2


def test_fetches_run_side_by_side(read, shop):
    shop.answers.update({f"/{n}": reply(str(n).encode()) for n in range(40)})
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda n: read(f"/{n}"), range(40)))
    assert [page.body for page in pages] == [str(n).encode() for n in range(40)]
