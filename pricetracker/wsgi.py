"""The WSGI application: every HTTP page and API call, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pricetracker.settings")

application = get_wsgi_application()
