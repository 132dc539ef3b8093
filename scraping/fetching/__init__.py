"""Fetching: the only room with the network. Takes a hostile URL, hands on a `Page`, lets nothing else through."""

from scraping.fetching.addresses import refusal
from scraping.fetching.fetcher import crawl_delay, fetch
from scraping.fetching.page import Page, Validators
from scraping.fetching.policy import FetchPolicy
from scraping.fetching.robots import MemoryRobotsCache, RobotsCache

__all__ = ["FetchPolicy", "MemoryRobotsCache", "Page", "RobotsCache", "Validators", "crawl_delay", "fetch", "refusal"]
