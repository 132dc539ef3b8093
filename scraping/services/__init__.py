"""What can be done with pages: track a link, check listings, merge pages that turned out to be the same."""

from scraping.services.attempts import prune_attempts
from scraping.services.checking import CheckReport, check_listings, due_listing_ids
from scraping.services.merging import merge_listing
from scraping.services.tracking import Tracked, track_url

__all__ = ["CheckReport", "Tracked", "check_listings", "due_listing_ids", "merge_listing", "prune_attempts", "track_url"]
