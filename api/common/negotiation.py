"""Which form an answer takes."""

from types import SimpleNamespace

from rest_framework.negotiation import DefaultContentNegotiation


class AcceptHeaderNegotiation(DefaultContentNegotiation):
    """The `Accept` header decides alone; a query parameter `format` has no meaning of its own."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)
