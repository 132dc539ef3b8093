from dataclasses import replace

import pytest

from lib.vocabulary import Outcome
from scraping.fetching import MemoryRobotsCache, Validators, crawl_delay, fetch
from scraping.fetching.robots import KEEP_CLOSED_SECONDS, KEEP_SECONDS
from scraping.fetching.tests.hostile import bomb, drip, redirect, reply

ASKED_NOT_TO = "The shop's robots.txt asks robots not to read this page."


class Clock:
    """A monotonic clock that stands still until it is told to move."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(clock) -> MemoryRobotsCache:
    return MemoryRobotsCache(clock=clock)


@pytest.fixture
def polite(policy):
    return replace(policy, respect_robots=True, user_agent="PriceTracker/1.0")


@pytest.fixture
def visit(shop, polite, cache):
    """Fetch a path while minding robots.txt."""
    return lambda path, **limits: fetch(shop.url(path), policy=replace(polite, **limits), robots=cache)


@pytest.mark.parametrize(
    ("rules", "path", "outcome"),
    [
        (b"", "/p/1", Outcome.OK),
        (b"User-agent: *\nDisallow: /", "/p/1", Outcome.ROBOTS),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: PriceTracker\nAllow: /p/", "/p/1", Outcome.OK),
        (b"User-agent: PriceTracker\nDisallow: /p/", "/p/1", Outcome.ROBOTS),
        (b"User-agent: SomeBot\nDisallow: /", "/p/1", Outcome.OK),
        (b"User-agent: *\nDisallow: /*?sort=\nDisallow: /*.pdf$", "/p/1?sort=price", Outcome.ROBOTS),
        (b"User-agent: *\nDisallow: /p/\nAllow: /p/1", "/p/1", Outcome.OK),
        (b"\xff\xfe\x00garbage <html>", "/p/1", Outcome.OK),
    ],
    ids=["none", "all closed", "we may", "we may not", "others may not", "wildcards", "longest wins", "garbage"],
)
def test_the_most_specific_rule_for_our_name_decides(visit, shop, rules, path, outcome):
    shop.answers.update({"/robots.txt": reply(rules), path: reply()})
    page = visit(path)
    assert (page.outcome, page.body != b"", shop.counts[path]) == (outcome, outcome is Outcome.OK, int(outcome is Outcome.OK))


def test_a_refused_page_says_why(visit, shop):
    shop.answers["/robots.txt"] = reply(b"User-agent: *\nDisallow: /")
    assert (visit("/").status, visit("/").detail) == (None, ASKED_NOT_TO)


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"", status="404 Not Found"),
        reply(b"User-agent: *\nDisallow: /", status="403 Forbidden"),
        redirect("/robots.txt"),
    ],
    ids=["missing", "forbidden", "circle"],
)
def test_a_shop_without_readable_rules_is_open(visit, shop, answer):
    shop.answers["/robots.txt"] = answer
    assert visit("/").outcome is Outcome.OK


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"", status="500 Internal Server Error"),
        reply(b"", status="503 Service Unavailable"),
        reply(b"", status="429 Too Many Requests"),
        reply(bomb(8), "Content-Encoding: gzip"),
    ],
    ids=["500", "503", "429", "too large"],
)
def test_a_shop_that_cannot_say_is_closed_for_a_short_time(visit, shop, clock, answer):
    shop.answers["/robots.txt"] = answer
    closed = [visit("/").outcome, visit("/").outcome]
    shop.answers["/robots.txt"] = reply(b"")
    clock.seconds += KEEP_CLOSED_SECONDS - 1
    still = visit("/").outcome
    clock.seconds += 1
    assert (closed, still, visit("/").outcome) == ([Outcome.ROBOTS] * 2, Outcome.ROBOTS, Outcome.OK)


def test_rules_are_kept_for_half_a_day(visit, shop, clock):
    shop.answers["/robots.txt"] = reply(b"User-agent: *\nAllow: /")
    visit("/"), visit("/")
    clock.seconds += KEEP_SECONDS - 1
    visit("/")
    before = shop.counts["/robots.txt"]
    clock.seconds += 1
    visit("/")
    assert (before, shop.counts["/robots.txt"]) == (1, 2)


def test_rules_behind_a_redirect_are_found(visit, shop):
    shop.answers.update({"/robots.txt": redirect("/rules"), "/rules": reply(b"User-agent: *\nDisallow: /")})
    assert visit("/").outcome is Outcome.ROBOTS


def test_rules_are_fetched_through_the_same_guard(visit, shop, attempts):
    shop.answers["/robots.txt"] = redirect("http://169.254.169.254/")
    assert (visit("/").outcome, attempts, shop.counts["/"]) == (Outcome.REFUSED_ADDRESS, [("127.0.0.1", shop.port)], 0)


def test_rules_count_against_the_one_deadline(visit, shop):
    shop.answers["/robots.txt"] = drip(b"HTTP/1.1 200 OK\r\n\r\n")
    page = visit("/", total_timeout=0.3)
    assert (page.outcome, page.elapsed_ms < 1000, shop.counts["/"]) == (Outcome.TIMED_OUT, True, 0)


def test_the_target_of_a_redirect_has_rules_of_its_own(visit, shop):
    shop.answers.update({"/robots.txt": reply(b"User-agent: *\nDisallow: /private"), "/p": redirect("/private/p")})
    page = visit("/p")
    assert (page.outcome, page.redirects, shop.counts["/private/p"]) == (Outcome.ROBOTS, (shop.url("/private/p"),), 0)


def test_rules_are_asked_without_validators(shop, polite, cache):
    fetch(shop.url("/"), policy=polite, validators=Validators(etag='"abc"'), robots=cache)
    assert [(head.split()[1], "If-None-Match" in head) for head in shop.requests] == [("/robots.txt", False), ("/", True)]


def test_a_policy_may_leave_robots_aside(visit, shop):
    shop.answers["/robots.txt"] = reply(b"User-agent: *\nDisallow: /")
    assert (visit("/", respect_robots=False).outcome, shop.counts["/robots.txt"]) == (Outcome.OK, 0)


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        (b"", None),
        (b"User-agent: *\nCrawl-delay: 2.5", 2.5),
        (b"User-agent: *\nCrawl-delay: 10\n\nUser-agent: PriceTracker\nCrawl-delay: 3", 3.0),
        (b"User-agent: *\nCrawl-delay: 99999999", 86_400.0),
        (b"User-agent: *\nCrawl-delay: nan", None),
        (b"User-agent: *\nCrawl-delay: -1", None),
        (b"User-agent: *\nCrawl-delay: soon", None),
    ],
)
def test_a_crawl_delay_is_read_in_seconds(shop, polite, cache, rules, seconds):
    shop.answers["/robots.txt"] = reply(rules)
    assert crawl_delay(shop.url("/p"), polite, cache) == seconds


def test_a_crawl_delay_that_cannot_be_read_is_none(shop, polite, cache):
    urls = ["http://127.0.0.1/", "http://nowhere.example/", "file:///etc/passwd"]
    assert [crawl_delay(url, polite, cache) for url in urls] == [None] * 3


def test_a_crawl_delay_is_not_asked_for_where_robots_are_left_aside(shop, polite, cache):
    assert (crawl_delay(shop.url("/"), replace(polite, respect_robots=False), cache), shop.requests) == (None, [])


def test_the_cache_forgets_the_least_recently_used(clock):
    cache = MemoryRobotsCache(size=2, clock=clock)
    cache.set("https://a.example", "a", 10)
    cache.set("https://b.example", "b", 10)
    cache.get("https://a.example")
    cache.set("https://c.example", "c", 10)
    assert [cache.get(f"https://{name}.example") for name in "abc"] == ["a", None, "c"]
