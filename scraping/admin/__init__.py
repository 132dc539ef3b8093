"""Scraping in the admin: checks, receipts, and the recipes of shops."""

from scraping.admin.checks import EvidenceAdmin, ScrapeAttemptAdmin, ScrapeRunAdmin
from scraping.admin.recipes import RecipeAdmin

__all__ = ["EvidenceAdmin", "RecipeAdmin", "ScrapeAttemptAdmin", "ScrapeRunAdmin"]
