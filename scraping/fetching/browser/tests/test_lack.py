from lib.vocabulary import Outcome
from scraping.fetching import FetchPolicy
from scraping.fetching.browser import BrowserPolicy, lack_of, render

_URL = "https://shop.example/p/1"


def test_a_browser_that_is_switched_off_is_told_and_nothing_is_fetched():
    page = render(_URL, policy=FetchPolicy(), settings=BrowserPolicy())
    assert (page.outcome, page.status, page.body, page.final_url, page.detail) == (
        Outcome.NOT_A_PRODUCT,
        None,
        b"",
        _URL,
        "This shop's pages need a browser; browser fetching is switched off on this installation. "
        "docs/browser.md says how to switch it on.",
    )


def test_a_chromium_that_is_not_there_is_told():
    assert lack_of(BrowserPolicy(enabled=True, executable="/nowhere/chromium")) == (
        "This shop's pages need a browser; no Chromium was found on this installation. "
        "docs/browser.md says how to switch it on."
    )


def test_packages_that_are_not_there_are_told(monkeypatch):
    monkeypatch.setattr("scraping.fetching.browser.chromium.find_spec", lambda name: None)
    assert lack_of(BrowserPolicy(enabled=True)) == (
        "This shop's pages need a browser; Playwright is not installed on this installation. "
        "docs/browser.md says how to switch it on."
    )
