"""What a person sees in a real browser, against the whole system and its demo shops."""

import os
import shutil
from collections.abc import Iterator

import pytest

from lib.money import format_money
from tests.browser.system import System, running_system

playwright_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright_api.expect

CHROMIUM = os.environ.get("CHROMIUM") or next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install one, or name it in the variable CHROMIUM"),
]

#: Milliseconds that a browser may wait for the system on a busy machine.
PATIENCE = 20_000


@pytest.fixture(scope="module")
def system(tmp_path_factory) -> Iterator[System]:
    """The whole system, with demo shops whose pages nobody has pasted yet."""
    with running_system(tmp_path_factory.mktemp("system")) as system:
        yield system


@pytest.fixture(scope="module")
def browser(system) -> Iterator:
    """One Chromium for all tests of this file."""
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, system) -> Iterator:
    """Opens a new window; at the end nothing may have been complained about on its console, no policy violation either."""
    complaints, contexts = [], []

    def open_page(**options):
        context = browser.new_context(base_url=system.site, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        contexts.append(context)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _paste(page, url: str) -> None:
    page.goto("/")
    page.get_by_label("Link to a product page").fill(url)
    page.get_by_role("button", name="Track price").click()


def _words(price: dict, amount: int | None = None) -> str:
    """A price of the market's truth as pages write it."""
    locale = "en_IN" if price["currency"] == "INR" else "en"
    return format_money(price["amount_minor"] if amount is None else amount, price["currency"], locale)


def _tracked(page, system: System, shop_page: dict) -> str:
    """Paste a page of a demo shop and wait for its product; answers the product's address."""
    _paste(page, shop_page["url"])
    page.wait_for_url("**/products/prod_*", timeout=PATIENCE)
    return page.url


def _row(page):
    """The line of the shop whose link was pasted: the address names it."""
    return page.locator(f"#{page.url.partition('#')[2]}")


def _check(page) -> None:
    _row(page).get_by_role("button", name="Check now").click()


def _changes(page, shop: str):
    """The lines of a shop in the table of changes, newest first."""
    return page.locator("table.changes tbody tr", has_text=shop)


def test_a_pasted_link_shows_its_stages_and_then_its_price(open_page, system):
    first, second = system.pages("dhanush")[:2]
    page = open_page()
    _tracked(page, system, first)
    _paste(page, second["url"])  # the shop is asked again only after its pause, so this one is seen waiting
    stages = page.locator("ol.stages > li")
    expect(stages).to_have_count(4)
    expect(page.locator("ol.stages > [aria-current=step]")).to_contain_text("Queued")
    page.wait_for_url("**/products/prod_*#listing-*", timeout=PATIENCE)
    price = system.price(second)
    expect(_row(page).locator(".price")).to_have_text(_words(price))
    expect(_row(page).get_by_role("rowheader")).to_contain_text("Dhanush Mart")
    expect(page.locator("#chart canvas")).to_be_visible()
    expect(page.locator("#live-state")).to_have_text("Live", timeout=PATIENCE)


def test_a_new_price_reaches_the_open_page_without_a_reload(open_page, system):
    shop_page = system.pages("shakti")[0]
    page = open_page()
    _tracked(page, system, shop_page)
    expect(page.locator("#live-state")).to_have_text("Live", timeout=PATIENCE)
    page.evaluate("window.neverReloaded = true")
    before = system.price(shop_page)
    amount = before["amount_minor"] * 9 // 10
    system.change_price(shop_page, amount)
    _check(page)
    new = _words(before, amount)
    expect(_row(page).locator(".price")).to_have_text(new, timeout=PATIENCE)
    expect(_changes(page, "Shakti Supplements")).to_have_count(2)
    expect(_changes(page, "Shakti Supplements").first).to_contain_text(new)
    expect(page.locator("#chart-legend")).to_contain_text(new)
    assert f"now {new}" in page.locator("#price-voice").text_content()
    assert page.evaluate("window.neverReloaded") is True


def test_a_change_that_another_person_found_arrives_by_itself(open_page, system):
    shop_page = system.pages("elbhafen")[0]
    reader, other = open_page(), open_page()
    address = _tracked(reader, system, shop_page)
    expect(reader.locator("#live-state")).to_have_text("Live", timeout=PATIENCE)
    before = system.price(shop_page)
    amount = before["amount_minor"] * 11 // 10
    system.change_price(shop_page, amount)
    other.goto(address)
    _check(other)
    expect(_row(reader).locator(".price")).to_have_text(_words(before, amount), timeout=PATIENCE)


def test_the_chart_shows_one_currency_at_a_time(open_page, system):
    page = open_page()
    for shop in ("dhanush", "elbhafen"):  # both sell the first product, and its GTIN joins them
        address = _tracked(page, system, system.pages(shop)[0])
    page.goto(address.partition("#")[0])
    legend, currencies = page.locator("#chart-legend"), page.get_by_role("group", name="Currency shown")
    expect(currencies.get_by_role("button", pressed=True)).to_have_count(1)
    currencies.get_by_role("button", name="EUR").click()
    expect(legend).to_contain_text("Elbhafen Technik")
    expect(legend).not_to_contain_text("Dhanush Mart")
    currencies.get_by_role("button", name="INR").click()
    expect(legend).to_contain_text("Dhanush Mart")
    expect(legend).not_to_contain_text("Elbhafen Technik")


def test_a_check_without_news_says_so(open_page, system):
    page = open_page()
    _tracked(page, system, system.pages("patang")[0])
    _check(page)
    expect(page.locator("#price-voice")).to_contain_text("checked just now, no change", timeout=PATIENCE)
    expect(_row(page).get_by_role("button", name="Check now")).to_be_enabled()


def test_a_person_signs_up_watches_and_hears_the_news(open_page, system):
    shop_page = system.pages("meru")[0]
    page = open_page()
    address = _tracked(page, system, shop_page)
    page.get_by_role("link", name="Sign in to watch").click()
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    page.get_by_label("E-mail address").fill("asha@example.com")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Make my account").click()
    assert page.url == address.partition("#")[0]
    page.get_by_role("button", name="Watch this price").click()
    expect(page.get_by_role("button", name="Watching")).to_be_visible()
    page.goto(address)
    before = system.price(shop_page)
    amount = before["amount_minor"] * 9 // 10
    system.change_price(shop_page, amount)
    _check(page)
    expect(_row(page).locator(".price")).to_have_text(_words(before, amount), timeout=PATIENCE)
    page.goto("/watchlist")
    expect(page.locator("ul.feed > li")).to_have_count(1)
    expect(page.locator(".news .unread")).to_have_count(1)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".news .unread")).to_have_count(0)
    expect(page.locator(".news li")).to_have_count(1)


def test_the_site_works_without_scripts(open_page, system):
    page = open_page(java_script_enabled=False)
    shop_page = system.pages("cobalt")[0]
    _tracked(page, system, shop_page)  # the waiting page reloads itself
    expect(_row(page).locator(".price")).to_have_text(_words(system.price(shop_page)))
    _check(page)
    expect(page.locator(".messages")).to_contain_text("is being checked now")


def test_the_site_works_with_the_keyboard_alone(open_page, system):
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Link to a product page")).to_be_focused()
    page.keyboard.type(system.pages("hobnob")[0]["url"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/prod_*", timeout=PATIENCE)
    label = page.locator("#chart-legend th[role=button]").first
    label.focus()
    page.keyboard.press("Enter")
    expect(label).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("width", [360, 1600])
def test_no_page_is_wider_than_the_window(open_page, system, width):
    page = open_page(viewport={"width": width, "height": 900})
    product = _tracked(page, system, system.pages("dhanush")[0])
    for address in ("/", product, "/sign-in", "/sign-up"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_product_page_weighs_less_than_100_kb_with_its_libraries(open_page, system):
    page = open_page()
    product = _tracked(page, system, system.pages("dhanush")[0])
    page = open_page()  # with an empty cache
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(product)
    expect(page.locator("#live-state")).to_have_text("Live", timeout=PATIENCE)
    assert 0 < sum(sizes) < 100_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_accessibility_violation(open_page, system, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed").Axe()
    page = open_page(color_scheme=scheme)
    product = _tracked(page, system, system.pages("dhanush")[0])
    for address in ("/", product, "/sign-in", "/sign-up"):
        page.goto(address)
        violations = axe.run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in violations] == [], address
