"""The ASGI application, on one port: WebSockets to the live hub, HTTP to Django on long-lived threads.

Django's own ASGI handler makes a thread for each request and costs three to six times the CPU of its WSGI handler; so HTTP goes
through the WSGI handler, whose threads keep their database connections (docs/decisions/0003).
"""

import os

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from pricetracker.serving.gate import Gate
from pricetracker.serving.protocols import lifespan, websockets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pricetracker.settings")

application = ProtocolTypeRouter(
    {
        "http": Gate(
            WSGIMiddleware(get_wsgi_application(), workers=settings.HTTP_THREADS),
            max_body=settings.HTTP_BODY_MAX_BYTES,
            body_seconds=settings.HTTP_BODY_SECONDS,
            max_waiting=settings.HTTP_MAX_WAITING,
        ),
        "websocket": websockets,
        "lifespan": lifespan,
    }
)
