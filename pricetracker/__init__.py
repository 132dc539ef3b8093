"""Composition: settings, URLs, the ASGI and WSGI applications, the Celery app."""

from pricetracker.celery import app as celery_app

__all__ = ["celery_app"]
