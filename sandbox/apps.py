"""App configuration."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """The demo shops and their market: no tables, only commands."""

    name = "sandbox"
    verbose_name = "Demo shops"
