"""Settings: one file, in sections, values from the environment.

Without any variable set this is the embedded system: SQLite, an in-memory broker and cache, one process. `DATABASE_URL` and
`REDIS_URL` turn the same code into PostgreSQL, Redis and separate processes. docs/operations.md lists every variable.
"""

import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def _number(name: str, default: float) -> float:
    """The variable as a number of the kind that its default is. Ends the process with one line where it is none."""
    try:
        return type(default)(os.environ.get(name) or default)
    except ValueError:
        sys.exit(f"{name} is a number such as {default}, not {os.environ[name]!r}")


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# --- Where things are kept ---------------------------------------------------------------------------------------------------

#: Database file, generated secret, evidence and collected static files of the embedded system.
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "data")).resolve()
DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")


def _secret_key() -> str:
    """The key from the environment, else one made on the first start and kept in the data folder for its owner only."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        try:
            DATA_DIR.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            sys.exit(f"The data folder {DATA_DIR} cannot be made ({error.strerror}); choose another: DATA_DIR=…")
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key := secrets.token_urlsafe(50))
            return key
    except FileExistsError:  # another process of the same start made it first
        return path.read_text(encoding="ascii")


# --- Security ----------------------------------------------------------------------------------------------------------------

SECRET_KEY = _secret_key()
DEBUG = _flag("DEBUG", False)
ALLOWED_HOSTS = _words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS")
#: Set behind a proxy that ends TLS: cookies become Secure and plain HTTP is redirected.
HTTPS = _flag("HTTPS", False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
#: Not asked for: a place on the browsers' preload list binds the whole domain for years, which is its owner's decision.
SILENCED_SYSTEM_CHECKS = [
    "security.W021",
    # reads all contracts as one document; each has its own, whose snapshot its tests compare
    "drf_spectacular.W001",
]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
#: How many proxies in front of us may be believed about the client's address (0: none; the peer is the client).
TRUSTED_PROXIES = _number("TRUSTED_PROXIES", 0)

#: Pages and API. Images come from any shop; WebSockets from ourselves. The admin and the API documentation have their own.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "https:", "http:"],
        "connect-src": ["'self'", "ws:", "wss:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
#: The admin only. Its interface (Alpine.js) compiles the expressions in its markup and writes style attributes.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# --- Applications ------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "pricetracker.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "accounts",
    "catalog",
    "pricing",
    "sales",
    "alerts",
    "search",
    "scraping",
    "web",
    "sandbox",
    "pricetracker",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "pricetracker.urls"
ASGI_APPLICATION = "pricetracker.asgi.application"
WSGI_APPLICATION = "pricetracker.wsgi.application"
#: Each path answers with and without its slash by itself; a redirect would lose the body of a POST.
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database ----------------------------------------------------------------------------------------------------------------

if DATABASE_URL:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "pricetracker.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # one writer at a time, and it queues at BEGIN instead of failing half-way through a transaction
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, channels, tasks --------------------------------------------------------------------------------------------------

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}},
    }
    # Celery spells a unix socket in its own way
    CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            # the live hub joins its group once, for as long as the process lives; a day is the layer's default
            "CONFIG": {"capacity": 1000, "group_expiry": 10 * 365 * 86_400},
        }
    }
    CELERY_BROKER_URL = "memory://localhost/"
    # the default of one second is a second of waiting for each task
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.02}

CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
#: The first schedule; django-celery-beat keeps it in the database, where the admin can change it.
CELERY_BEAT_SCHEDULE = {
    "check due listings": {"task": "scraping.tasks.check_due", "schedule": timedelta(seconds=15)},
    "announce pending changes": {"task": "alerts.tasks.announce_pending", "schedule": timedelta(seconds=10)},
    "index pending products": {"task": "search.tasks.index_pending", "schedule": timedelta(seconds=5)},
    "index stale products": {"task": "search.tasks.index_stale", "schedule": timedelta(minutes=5)},
    "refresh the search index": {"task": "search.tasks.refresh_all", "schedule": timedelta(days=1)},
    "refresh aged summaries": {"task": "pricing.tasks.refresh_aged_summaries", "schedule": timedelta(minutes=10)},
    "prune scrape attempts": {"task": "scraping.tasks.prune_attempts", "schedule": timedelta(hours=6)},
    "prune evidence": {"task": "scraping.tasks.prune_evidence", "schedule": timedelta(days=1)},
}

#: Tasks at a time in the worker that `manage.py run` keeps in its own process.
WORKER_THREADS = _number("WORKER_THREADS", 8)

# --- HTTP --------------------------------------------------------------------------------------------------------------------

#: Where `manage.py run` serves the site. Beyond this machine, ALLOWED_HOSTS has to name it, and TLS should stand before it.
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = _number("PORT", 8000)
#: Threads that run Django's handler in each server process; each keeps a database connection.
HTTP_THREADS = _number("HTTP_THREADS", 8)
#: Requests that may be at work or wait for a thread, in each process; more are answered 503.
HTTP_MAX_WAITING = _number("HTTP_MAX_WAITING", 256)
#: Where the server itself refuses a body (413), in bytes, and the seconds one may take to arrive (408). Bodies between Django's
#: DATA_UPLOAD_MAX_MEMORY_SIZE and this are refused in the voice of each contract.
HTTP_BODY_MAX_BYTES = 4 * 1_048_576
HTTP_BODY_SECONDS = 30

# --- People ------------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "web:watchlist"
LOGOUT_REDIRECT_URL = "web:home"

# --- API ---------------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "UPDATE_LAST_LOGIN": False,
    "USER_ID_CLAIM": "sub",
    "ALGORITHM": "HS256",
}
SPECTACULAR_SETTINGS = {
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    # the values of Listing.State, spelled out: this file is read before there are models
    "ENUM_NAME_OVERRIDES": {"ListingStatusEnum": ["pending", "active", "blocked", "gone", "paused"]},
}
#: Requests by name: "number/period", sliding window, counted per address, or per user where one is signed in.
RATE_LIMITS = {
    "track": os.environ.get("RATE_LIMIT_TRACK", "20/minute"),
    "track-user": os.environ.get("RATE_LIMIT_TRACK_USER", "60/minute"),
    "register": os.environ.get("RATE_LIMIT_REGISTER", "20/hour"),
    "token": os.environ.get("RATE_LIMIT_TOKEN", "20/minute"),
}
#: The comparison API: requests for each endpoint and client address in its window, then its burst; "public" counts all
#: together. Sliding windows.
ENDPOINT_LIMITS = {
    "search": "100/minute; 10/second",
    "product": "200/minute; 20/second",
    "prices": "150/minute; 15/second",
    "price-history": "50/minute; 5/second",
    "brands": "1000/hour; 50/second",
    "retailers": "1000/hour; 50/second",
    "deals": "100/minute; 10/second",
    "mcp-capabilities": "100/hour; 10/second",
    "public": "1000/hour",
}
#: What a sandbox allows is ten times as much.
ENDPOINT_LIMITS_FACTOR = 10 if _flag("DEMO", False) else 1
#: The largest request body that is read, in bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# --- Search ------------------------------------------------------------------------------------------------------------------

#: What finds products: the dotted path of something that makes a `search.backends.SearchBackend`. The default is the database.
SEARCH_BACKEND = os.environ.get("SEARCH_BACKEND", "search.backends.database.backend_of_database")

# --- Scraping ----------------------------------------------------------------------------------------------------------------

#: Whether demo shops and demo data belong to this system (`make run` says so), and the port where the shops answer.
DEMO = _flag("DEMO", False)
SANDBOX_PORT = _number("SANDBOX_PORT", 8001)
#: "host:port" authorities that may be fetched although their address is private. Nothing else on a private network ever is.
FETCH_ALLOW_PRIVATE = frozenset(_words("FETCH_ALLOW_PRIVATE") + ([f"127.0.0.1:{SANDBOX_PORT}"] if DEMO else []))
FETCH_USER_AGENT = os.environ.get("FETCH_USER_AGENT", "PriceTracker/1.0 (+https://github.com/price-tracker)")
#: Threads that one batch of checks may use for its downloads.
FETCH_CONCURRENCY = _number("FETCH_CONCURRENCY", 16)
#: Render the pages of shops that need a browser with Chromium: docs/browser.md says what that takes.
BROWSER_ENABLED = _flag("BROWSER_ENABLED", False)
#: The Chromium to start; empty: the one in PATH.
BROWSER_EXECUTABLE = os.environ.get("BROWSER_EXECUTABLE", "")
#: Pages after which the browser process is replaced.
BROWSER_PAGES_PER_PROCESS = _number("BROWSER_PAGES_PER_PROCESS", 50)
#: MiB of memory that the browser's processes may hold together before they are ended.
BROWSER_MAX_MB = _number("BROWSER_MAX_MB", 1024)
#: Seconds that a page may take in the browser, from robots.txt to its last script.
BROWSER_PAGE_SECONDS = _number("BROWSER_PAGE_SECONDS", 30.0)
#: Bytes of compressed page kept as evidence for one price, at most.
EVIDENCE_MAX_BYTES = _number("EVIDENCE_MAX_BYTES", 1000000)
#: Days after which a page that is evidence may be deleted, and how many of the newest of each listing are kept however old.
#: Its hash and its reading stay for as long as the price.
EVIDENCE_KEEP_DAYS = _number("EVIDENCE_KEEP_DAYS", 400)
EVIDENCE_KEEP_PER_LISTING = _number("EVIDENCE_KEEP_PER_LISTING", 50)

# --- Static files, files, time, words ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    #: Compressed pages behind recorded prices; never served to the public as they are.
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "evidence"), "base_url": None},
    },
}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
FORMAT_MODULE_PATH = ["pricetracker.formats"]

# --- Logging -----------------------------------------------------------------------------------------------------------------

LOG_LEVEL = os.environ.get("LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

# --- Admin -------------------------------------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": "Price Tracker",
    "SITE_HEADER": "Price Tracker",
    "SITE_SUBHEADER": "Administration, times in UTC",
    "SITE_SYMBOL": "sell",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "DASHBOARD_CALLBACK": "pricetracker.dashboard.dashboard",
    "SIDEBAR": {"show_search": True, "command_search": True, "navigation": "pricetracker.administration.navigation"},
    "COMMAND": {"search_models": ["accounts.user", "catalog.listing", "catalog.product", "catalog.store"]},
}
