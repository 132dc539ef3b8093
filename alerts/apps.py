"""App configuration."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """The alerts app."""

    name = "alerts"
    verbose_name = "Alerts"
