"""App configuration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web app."""

    name = "web"
    verbose_name = "Web site"
