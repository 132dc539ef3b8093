"""How far a page may go in the browser."""

from dataclasses import dataclass

from scraping.fetching.policy import MIB


@dataclass(frozen=True, slots=True)
class BrowserPolicy:
    """Whether, with what and within which limits pages are rendered. Times are seconds.

    `executable` names the Chromium to start; empty: the one in PATH. `pages_per_process` pages are rendered before the process
    is replaced, and it is replaced at once when it and its descendants hold more than `max_mb` MiB of memory (pages of program
    files, which they share, not counted). `page_seconds` spans robots.txt, all redirects, scripts and the reading of the DOM;
    `settle_seconds` is the longest wait, within it, for the network to fall silent after the DOM is there. `max_traffic_bytes`
    counts all bytes that the servers of a page send, as they arrive. A process without work ends after `idle_seconds`; a page
    waits for its turn at most `queue_seconds`.
    """

    enabled: bool = False
    executable: str = ""
    pages_per_process: int = 50
    max_mb: int = 1024
    page_seconds: float = 30.0
    settle_seconds: float = 5.0
    max_traffic_bytes: int = 30 * MIB
    idle_seconds: float = 60.0
    queue_seconds: float = 60.0
