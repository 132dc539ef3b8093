"""The documentation pages in a real browser: they work, silently, and talk to nobody else."""

import shutil
from collections.abc import Iterator

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def page(live_server) -> Iterator:
    """A page that remembers the console's words and the hosts it asked."""
    from playwright.sync_api import sync_playwright  # costs half a second, and only these tests want it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.said, page.asked = [], set()
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.add(request.url.split("/")[2]) if "//" in request.url else None)
        yield page
        browser.close()


def test_swagger_shows_the_endpoints_and_calls_them(page, live_server):
    page.goto(f"{live_server.url}/api/docs")
    sales = page.locator(".opblock", has_text="/api/v1/sales/")
    sales.locator(".opblock-summary-control").click()
    sales.get_by_role("button", name="Try it out").click()
    sales.get_by_role("button", name="Execute").click()
    status = sales.locator(".live-responses-table tbody .response-col_status")
    status.wait_for()
    assert status.first.inner_text().strip() == "200"
    assert page.locator(".opblock").count() == 10
    assert (page.said, page.asked) == ([], {live_server.url.removeprefix("http://")})


def test_redoc_shows_the_endpoints_and_finds_them(page, live_server):
    page.goto(f"{live_server.url}/api/redoc")
    page.get_by_placeholder("Search...").fill("watchlist")
    page.locator("[data-role='search:results'] li").first.wait_for()
    page.get_by_alt_text("redocly logo").wait_for(state="detached")
    assert (page.said, page.asked) == ([], {live_server.url.removeprefix("http://")})
