"""One OpenAPI document for each published contract, and pages to read it on."""

from threading import Lock

from csp.decorators import csp
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView

#: The generator's settings are global to the process; two contracts must not be described at the same moment.
_generating = Lock()

#: What the bundled pages need beyond the site's policy: styles written at run time, Redoc's search in a worker, drawn icons.
_DOCUMENTATION_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'", "blob:"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}


#: Enumerations stay where they are used: two fields called "status" need no invented names.
_COMMON_SETTINGS = {
    "POSTPROCESSING_HOOKS": ["api.common.schema.without_enum_marks"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}


def without_enum_marks(result: dict, **_generation) -> dict:
    """A drf-spectacular hook: the document without the marks by which it would move enumerations into components."""
    pending = [result]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            node.pop("x-spec-enum-id", None)
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return result


class ContractSchema:
    """The OpenAPI document of the routes in one URLconf, made once for each process."""

    def __init__(self, urlconf: str, **overrides):
        """`urlconf`: dotted name, its paths spelled in full; `overrides`: drf-spectacular settings (TITLE, VERSION, …)."""
        self._urlconf = urlconf
        self._overrides = _COMMON_SETTINGS | overrides
        self._document: dict | None = None

    def document(self) -> dict:
        """The document, as JSON-like data (OpenAPI 3.0)."""
        with _generating:
            if self._document is None:
                with patched_settings(self._overrides):
                    self._document = SchemaGenerator(urlconf=self._urlconf).get_schema(request=None, public=True)
            return self._document


def swagger_page(*, title: str, schema: str):
    """A view with Swagger UI, from our own host, for the document served by the route named `schema`."""
    view = SpectacularSwaggerSplitView.as_view(title=title, url_name=schema, authentication_classes=[])
    return csp(_DOCUMENTATION_POLICY)(view)


def redoc_page(*, title: str, schema: str):
    """A view with ReDoc, from our own host, for the document served by the route named `schema`."""
    view = SpectacularRedocView.as_view(title=title, url_name=schema, template_name="api/redoc.html", authentication_classes=[])
    return csp(_DOCUMENTATION_POLICY)(view)
