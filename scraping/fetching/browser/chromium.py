"""Which Chromium is started, with what arguments, and what is missing where it cannot be."""

import shutil
from importlib.util import find_spec
from typing import Any

from scraping.fetching.browser.policy import BrowserPolicy

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
#: What requirements-browser.txt installs and this package imports.
_PACKAGES = ("playwright", "psutil")

_NEEDED = "This shop's pages need a browser; "
_HOW = " docs/browser.md says how to switch it on."


def lack_of(settings: BrowserPolicy) -> str | None:
    """What keeps this installation from rendering pages, as a sentence for people; `None` for nothing.

    >>> lack_of(BrowserPolicy())
    "This shop's pages need a browser; browser fetching is switched off on this installation. docs/browser.md says how to switch it on."
    """  # noqa: E501 - the doctest's answer is one line
    if not settings.enabled:
        return f"{_NEEDED}browser fetching is switched off on this installation.{_HOW}"
    if not all(find_spec(name) for name in _PACKAGES):
        return f"{_NEEDED}Playwright is not installed on this installation.{_HOW}"
    if executable(settings) is None:
        return f"{_NEEDED}no Chromium was found on this installation.{_HOW}"
    return None


def executable(settings: BrowserPolicy) -> str | None:
    """The absolute path of the Chromium to start: the one that is set, else the first in PATH; `None` where there is none."""
    names = [settings.executable] if settings.executable else _NAMES
    return next((path for name in names if (path := shutil.which(name))), None)


def launch_options(path: str, proxy_port: int, *, is_root: bool) -> dict[str, Any]:
    """What Playwright's `launch` is called with: headless, and without a way to the network but the proxy on `proxy_port`.

    Loopback goes through the proxy too ("<-loopback>"), names are not looked up by Chromium at all (every one is mapped to "not
    found"; the proxy is addressed by number), and the protocols that would step round a proxy, QUIC and WebRTC over UDP, are
    off. Chromium's own sandbox is on, except for root, for whom it cannot be.
    """
    return {
        "executable_path": path,
        "headless": True,
        "chromium_sandbox": not is_root,
        "proxy": {"server": f"http://127.0.0.1:{proxy_port}", "bypass": "<-loopback>"},
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
        # pop-up windows would be pages that nobody watches
        "ignore_default_args": ["--disable-popup-blocking"],
        "args": [
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            "--disable-quic",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--dns-prefetch-disable",
            "--disable-gpu",
            "--disable-domain-reliability",
            "--disable-client-side-phishing-detection",
            "--no-pings",
            "--mute-audio",
            "--deny-permission-prompts",
        ],
    }
