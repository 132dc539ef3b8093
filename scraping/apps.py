"""App configuration."""

from django.apps import AppConfig


class ScrapingConfig(AppConfig):
    """The scraping app."""

    name = "scraping"
    verbose_name = "Scraping"
