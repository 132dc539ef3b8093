"""App configuration."""

from django.apps import AppConfig


class PriceTrackerConfig(AppConfig):
    """The composition itself: no tables, only the commands that start the system."""

    name = "pricetracker"
    verbose_name = "Price Tracker"
