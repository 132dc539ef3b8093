"""App configuration."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    """The sales app."""

    name = "sales"
    verbose_name = "Sales"
