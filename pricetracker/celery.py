"""The Celery app. Tasks are hints: the work itself is a row (`next_check_at`, `announced_at`, `sent_at`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pricetracker.settings")

app = Celery("pricetracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
