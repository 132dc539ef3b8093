"""App configuration."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The catalog app."""

    name = "catalog"
    verbose_name = "Catalogue"
