"""Pages that show prices only after scripts have run: an optional fetcher with Chromium, off by default (docs/browser.md).

render.py      the way in: permission, deadline, and the `Page` that comes of it
shared.py      one browser process for this process; whose turn it is
supervisor.py  that process from outside: started, watched, ended with all of its descendants
worker.py      that process from inside: keeps Chromium, never outlives its parent
rendering.py   one page in Chromium
proxy.py       Chromium's only way out: resolves, checks and pins every address
"""

from scraping.fetching.browser.chromium import lack_of
from scraping.fetching.browser.policy import BrowserPolicy
from scraping.fetching.browser.render import render

__all__ = ["BrowserPolicy", "lack_of", "render"]
