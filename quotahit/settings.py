"""Settings from the environment; with none at all, the whole product runs on this machine alone.

Every variable is described in docs/settings.md.
"""

import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from quotahit import catalogues, keys, logs
from quotahit.console.navigation import UNFOLD as _CONSOLE

# System copies of the zone database may be a year old, and wrong; the pinned package is not.
zoneinfo.reset_tzpath(to=[])


def _object(name: str) -> dict[str, Any]:
    """A JSON object from the environment; a value that is none stops the start and names itself."""
    try:
        value = env.json(name, default={})
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} is no JSON: {problem}") from problem
    if not isinstance(value, dict):
        raise ImproperlyConfigured(f"{name} must be a JSON object, such as {{}}.")
    return value


BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

HOME = Path(env.str("QUOTAHIT_HOME", default=str(BASE_DIR / "var")))
HOME.mkdir(parents=True, exist_ok=True)
CLOCK_FILE = HOME / "clock"
_keys = keys.load(HOME)
SECRET_KEY = _keys["SECRET_KEY"]
CREDENTIAL_KEYS = dict(pair.split(":", 1) for pair in _keys["CREDENTIAL_KEYS"].split(","))
HMAC_PEPPER = _keys["HMAC_PEPPER"].encode()
AUDIT_KEY = _keys["AUDIT_KEY"].encode()

DEBUG = env.bool("DEBUG", default=False)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", default="operator@quotahit.local")
OPERATOR_PASSWORD = env.str("OPERATOR_PASSWORD", default="")
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")
DNS_SERVERS = env.list("DNS_SERVERS", default=[])
_OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]", *([urlsplit(PUBLIC_URL).hostname] if PUBLIC_URL else [])]
ALLOWED_HOSTS = [*_OWN_HOSTS, *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
IS_PUBLIC = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PUBLIC
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script needs the cookie
SESSION_COOKIE_AGE = 7 * 86_400  # then one signs in anew, however busy one was
PASSWORD_RESET_TIMEOUT = 86_400
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PUBLIC else None
SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked for inside the machine, where there is no https
# Whether all subdomains, or every browser ever built, shall insist on https is for the owner of the domain to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=30 * 24 * 3600) if IS_PUBLIC else 0

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # not the default one, which would put its own site in place of ours
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.simple_history",
    "quotahit.console.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "simple_history",
    "anymail",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "quotahit.audit",
    "quotahit.accounts",
    "quotahit.events",
    "quotahit.llm",
    "quotahit.workflow",
    "compliance",
    "crm",
    "outreach",
    "agents",
    "quotahit.console",
]

MIDDLEWARE = [
    "quotahit.requests.Observed",
    "django.middleware.security.SecurityMiddleware",
    "quotahit.policy.BrowserPolicy",
    "quotahit.policy.NoZeros",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "quotahit.languages.ReadersLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "quotahit.accounts.middleware.CurrentOrganization",
    "quotahit.accounts.middleware.ReadersTimeZone",
]

ROOT_URLCONF = "quotahit.urls"
ASGI_APPLICATION = "quotahit.asgi.application"
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

LOG_FORMAT = env.str("LOG_FORMAT", default="text")
LOGGING = logs.configuration(LOG_FORMAT, env.str("LOG_LEVEL", default="WARNING"))
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{HOME / 'quotahit.sqlite3'}")
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL and immediate transactions together: with either alone nine in ten concurrent writes fail.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;",
    }
else:
    # Under ASGI a persistent connection leaks one per request context; the pool does not.
    _options: dict[str, Any] = DATABASES["default"].setdefault("OPTIONS", {})
    _options["pool"] = {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8)}
    # A transaction that somebody forgot must not hold rows and hinder the clearing of dead ones, and nobody waits for a
    # row for ever. Compiling a statement would take longer than any of ours runs.
    _sessions = {
        "idle_in_transaction_session_timeout": f"{env.int('DATABASE_IDLE_SECONDS', default=60)}s",
        "lock_timeout": f"{env.int('DATABASE_LOCK_SECONDS', default=30)}s",
        "jit": "off",
    }
    _ours = [f"-c {name}={value}" for name, value in _sessions.items()]
    # Of two values for one setting the server takes the later: what the address says wins.
    _options["options"] = " ".join([*_ours, _options.get("options", "")]).strip()
# Only the test suite turns this on, for `flush` between tests; see quotahit/audit/management/commands/flush.py.
AUDIT_MAY_BE_FLUSHED = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
EMBEDDED = not REDIS_URL
if REDIS_URL:
    from redis.asyncio.retry import Retry
    from redis.backoff import ExponentialBackoff

    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    # No time-out of redis-py's own: it gives up reading after five seconds, which is how long a page waits for a word,
    # and on Python 3.11 a write with a time-out forgets that its page was left, so that the line is held for ever and
    # Ctrl-C ends nothing. A server that is gone is noticed by TCP's keep-alive, on by default.
    # A connection that broke is made anew, for the layer itself tries once.
    _live = {"address": REDIS_URL, "socket_timeout": None, "retry": Retry(ExponentialBackoff(), 3)}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [_live]}}}
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CELERY_BROKER_URL = "memory://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.05}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

UNFOLD = _CONSOLE

# Mail to our own members. With no server, messages are files that the console tells the reader about.
EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_FOLDER = HOME / "mail"
globals().update(environ.Env.email_url_config(EMAIL_URL or f"filemail:///{MAIL_FOLDER}"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="QuotaHit <quotahit@localhost>")

# The REST API; see docs/api.md.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=600)
REST_FRAMEWORK: dict[str, Any] = {
    "EXCEPTION_HANDLER": "quotahit.accounts.api.problems.handle",
    "DEFAULT_SCHEMA_CLASS": "quotahit.accounts.api.schema.Words",
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "QuotaHit",
    "VERSION": "1",
    "DESCRIPTION": "Everything that the console can do with records. See docs/api.md.",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "quotahit.accounts.api.schema.completed",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ListNoun": "crm.choices.ListNoun",
        "Origin": "crm.choices.Origin",
        "Sentiment": "crm.choices.Sentiment",
        "LeadSource": "agents.choices.LeadSource",
        "RecordNoun": "crm.choices.Noun",
        "StageKind": "crm.choices.StageKind",
        "ReachKind": ["email", "phone"],
        "RecordKind": "crm.choices.RecordKind",
        "FieldKind": "crm.choices.FieldKind",
        "TaskKind": "crm.choices.TaskKind",
        "TaskPriority": "crm.choices.TaskPriority",
        "Reminder": "crm.choices.Reminder",
        "Channel": "crm.choices.Channel",
        "GatedChannel": "compliance.choices.Channel",
        "AddressType": "crm.choices.AddressType",
        "ConsentType": "compliance.choices.ConsentType",
        "ConsentPurpose": "compliance.choices.Purpose",
        "DeliveryPurpose": "outreach.choices.Purpose",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "filter": True, "persistAuthorization": False},
}

# A language is named in its own words. How one is added: docs/how-to/translate.md.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [catalogues.compiled(BASE_DIR / "locale", HOME / "locale")]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
FORMS_URLFIELD_ASSUME_HTTPS = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "files"
# Sees every file before it is kept: a command or the dotted path of a function; see docs/how-to/scan-files.md.
VIRUS_SCANNER = env.str("VIRUS_SCANNER", default="")
VIRUS_SCANNER_TIMEOUT = env.float("VIRUS_SCANNER_TIMEOUT", default=60.0)
# For webhooks, which bring mail with its attachments; what a page may be sent is counted in quotahit/bodies.py.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024

# Models: any OpenAI-compatible endpoint. An organization's own credential wins over these.
OPENAI_API_KEY = env.str("OPENAI_API_KEY", default="")
OPENAI_BASE_URL = env.str("OPENAI_BASE_URL", default="https://api.openai.com/v1")
OPENAI_MODEL = env.str("OPENAI_MODEL", default="gpt-4.1-mini")
PERPLEXITY_API_KEY = env.str("PERPLEXITY_API_KEY", default="")
PERPLEXITY_BASE_URL = env.str("PERPLEXITY_BASE_URL", default="https://api.perplexity.ai")
PERPLEXITY_MODEL = env.str("PERPLEXITY_MODEL", default="sonar")
APOLLO_API_KEY = env.str("APOLLO_API_KEY", default="")
APOLLO_BASE_URL = env.str("APOLLO_BASE_URL", default="https://api.apollo.io/api/v1")
MODEL_TIMEOUT = env.float("MODEL_TIMEOUT", default=60.0)
MODEL_RETRIES = env.int("MODEL_RETRIES", default=2)
MODEL_PRICES = _object("MODEL_PRICES")
RESEARCH_PRIVATE_ADDRESSES = env.bool("RESEARCH_PRIVATE_ADDRESSES", default=False)
# Webhooks out: also by http, and to this machine and its network.
WEBHOOKS_PRIVATE_ADDRESSES = env.bool("WEBHOOKS_PRIVATE_ADDRESSES", default=False)
# How long each kind of data is kept, in days by kind; see docs/privacy.md.
RETENTION_DAYS = _object("RETENTION_DAYS")
REFUSE_PAID_CALLS = env.bool("REFUSE_PAID_CALLS", default=False)
