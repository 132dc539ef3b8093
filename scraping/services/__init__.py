"""What can be done with pages: track a link, check listings, merge pages that are the same, read stored ones again."""

from scraping.services.attempts import prune_attempts
from scraping.services.checking import CheckReport, check_listings, due_listing_ids
from scraping.services.merging import merge_listing
from scraping.services.recipes import activate_recipe, deactivate_recipe, save_recipe
from scraping.services.replay import Finding, Replayed, ReplayReport, replay_evidence
from scraping.services.retention import Pruned, prune_evidence
from scraping.services.tracking import Tracked, track_url

__all__ = [
    "CheckReport",
    "Finding",
    "Pruned",
    "ReplayReport",
    "Replayed",
    "Tracked",
    "activate_recipe",
    "check_listings",
    "deactivate_recipe",
    "due_listing_ids",
    "merge_listing",
    "prune_attempts",
    "prune_evidence",
    "replay_evidence",
    "save_recipe",
    "track_url",
]
