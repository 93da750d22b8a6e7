"""Settings shared by development, tests and production."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()


def secret(name: str) -> str:
    """A secret as it was set; django-environ takes what begins with `$` for the name of another variable."""
    return os.environ.get(name, "")


BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
# The health files of running processes (see kit.worker_health); each container needs one of its own.
RUN_DIR = Path(env.str("RUN_DIR", str(DATA_DIR / "run"))).resolve()

DEBUG = False
IS_PRODUCTION = False
SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", str.strip, [])
# How many proxies of ours stand in front and append to X-Forwarded-For; 0 believes the connection only.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "reports",
    "enrollment.seats",
    "enrollment.classes",
    "crm.desk",
    "crm.intake",
    "crm.routing",
    "crm.pool",
    "crm.cadences",
    "crm.leads",
    "content",
    "messaging",
    "consultants",
    "catalog",
    "accounts",
    "kit",
    "demo",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tables2",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "django_htmx",
    "template_partials",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "content.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kit.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kit.throttle.RateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "content.middleware.VisitMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "content.context.centre",
                "crm.routing.context.site",
                "crm.desk.context.badges",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kit.templatetags.days",
                "kit.templatetags.icons",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
FORM_RENDERER = "kit.forms.FieldRenderer"

DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url("DATABASE_URL", "postgresql:///centre")}
# Each thread of the web server keeps its connection; Django checks it when a request begins.
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A request that waits for a lock gives up, and a transaction that its process forgot is ended by the server.
PATIENCE = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"
DATABASES["default"]["OPTIONS"] = {"options": PATIENCE} | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.str("CACHE_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": CACHE_URL,
        # A cache that is away, or hangs, must not block a request: then nothing is cached.
        "OPTIONS": {"SOCKET_TIMEOUT": 0.2, "SOCKET_CONNECT_TIMEOUT": 0.2, "IGNORE_EXCEPTIONS": True},
    }
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
RATE_LIMIT_STORAGE = env.str("RATE_LIMIT_STORAGE", CACHE_URL or "memory://")

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Each try of a name and a password is counted first, wherever it is made.
AUTHENTICATION_BACKENDS = ["accounts.authentication.LimitedBackend"]
# In the database alone: no user is signed out, nor waits, while the cache is away.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Below these addresses an error page has the desk's shell.
DESK_PATHS = ("/desk/", "/classes/", "/messages/", "/reports/")
CSRF_FAILURE_VIEW = "kit.problems.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# The choice of a visitor (kit.language) is kept for a year.
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Editors' pictures come from this process unless a proxy in front serves them.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=True)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "EXCLUDE_URL_PREFIXES": (),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "memory://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 150
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker is away; Celery's own hundred tries would end the worker within the hour.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "visibility_timeout": 300,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
    if CELERY_BROKER_URL.startswith(("redis", "unix"))
    else {}
)
CELERY_WORKER_CONCURRENCY = env.int("WORKER_PROCESSES", default=2)
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_BEAT_SCHEDULER = "kit.worker_health:BeatScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "beat-schedule")
CELERY_TIMEZONE = "UTC"
# Escalations and follow-ups have a worker of their own, so that no backlog of texts delays them (Procfile).
CELERY_TASK_DEFAULT_QUEUE = "texts"
CELERY_TASK_ROUTES = {
    "accounts.*": {"queue": "clocks"},
    "leads.*": {"queue": "clocks"},
    "cadences.*": {"queue": "clocks"},
    "pool.*": {"queue": "clocks"},
    "intake.*": {"queue": "clocks"},
    "content.*": {"queue": "reports"},
}
# Seconds between two starts. Each task only claims rows that are due, so two beats at once do no harm.
INTERVALS = {
    "messaging.deliver_due": 5.0,
    "messaging.settle_uncertain": 30.0,
    "messaging.ask_after_receipts": 60.0,
    "messaging.announce_unheard": 60.0,
    "cadences.take_due": 60.0,
    "leads.remind_due": 60.0,
    "intake.escalate_due": 15.0,
    "intake.raise_review_alarm": 60.0,
    "pool.sweep": 600.0,
    "accounts.forget_requests": 3600.0,
    "content.flush_hits": 60.0,
}
# A start that no worker took before the next one is due is dropped: a worker that was away finds one, not thousands.
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}} for task, seconds in INTERVALS.items()
}

TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = secret("TWILIO_AUTH_TOKEN")
TWILIO_AUTH_TOKEN_PREVIOUS = secret("TWILIO_AUTH_TOKEN_PREVIOUS")
TWILIO_FROM_NUMBER = env.str("TWILIO_FROM_NUMBER", "")
TWILIO_MESSAGING_SERVICE_SID = env.str("TWILIO_MESSAGING_SERVICE_SID", "")
TWILIO_API_BASE_URL = env.str("TWILIO_API_BASE_URL", "")
# The roster is one form: a field for each consultant on each day of a month.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# The hours in which the hotline is promised to be answered, every day; the roster marks hours without duty.
HOTLINE_HOURS = env.str("HOTLINE_HOURS", "08:00-18:00")
# Texts try these in order, as far as they are configured.
SMS_GATEWAYS = env.list("SMS_GATEWAYS", str.strip, ["aliyun", "twilio"])
ALIYUN_ACCESS_KEY_ID = env.str("ALIYUN_ACCESS_KEY_ID", "")
ALIYUN_ACCESS_KEY_SECRET = secret("ALIYUN_ACCESS_KEY_SECRET")
# Alibaba signs its callbacks with nothing: an unguessable word in their address stands for a signature.
ALIYUN_CALLBACK_TOKEN = secret("ALIYUN_CALLBACK_TOKEN")
ALIYUN_ENDPOINT = env.str("ALIYUN_ENDPOINT", "https://dysmsapi.aliyuncs.com")
WECOM_API_BASE_URL = env.str("WECOM_API_BASE_URL", "https://qyapi.weixin.qq.com")
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", default=465)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=True)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")
EMAIL_MESSAGE_ID_HOST = urlsplit(PUBLIC_BASE_URL).hostname or "localhost"
# What a segment costs, in fen, for the counter beside a template.
SMS_FEN_PER_SEGMENT = env.int("SMS_FEN_PER_SEGMENT", default=5)
SMS_SIGNATURE = env.str("SMS_SIGNATURE", "井冈山培训")

DJANGO_TABLES2_TEMPLATE = "components/table.html"
DJANGO_TABLES2_TABLE_ATTRS = {"class": "table table-cards"}
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one's challenge makes a missing sign-in a 401 rather than a 403.
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kit.api.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["kit.filters.FilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 25,
    "DEFAULT_THROTTLE_CLASSES": [
        "kit.api.AnonymousThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "NUM_PROXIES": TRUSTED_PROXIES,
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min"},
    "EXCEPTION_HANDLER": "kit.problems.problem_details",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Training centre CRM",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["config.api.only_ours"],
    # Several fields are called `source`, `state` and `purpose`, and mean different things.
    "ENUM_NAME_OVERRIDES": {
        "ActEnum": "crm.cadences.rules.steps.Act",
        "SourceEnum": "crm.leads.rules.sources.Source",
        "MessageStateEnum": "messaging.models.message.CHOICES",
        "TemplatePurposeEnum": "messaging.models.TemplatePurpose",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_schema.document_errors",
    ],
}

# What an editor uploads is downloaded, and never shown as a page of this site.
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "doc",
    "docx",
    "jpg",
    "ods",
    "odt",
    "pdf",
    "png",
    "ppt",
    "pptx",
    "txt",
    "xls",
    "xlsx",
    "zip",
]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_SITE_NAME = "中信井冈山培训中心"
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# An administrator sets a forgotten password; a public page for it would be one more way in.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Requests of one address without a sign-in; a few views have rates of their own.
REQUESTS_PER_ADDRESS = env.str("REQUESTS_PER_ADDRESS", "1200/minute")
# A whole organisation often shares one address; a visitor rarely asks more than a few times.
INQUIRIES_PER_ADDRESS = env.str("INQUIRIES_PER_ADDRESS", "40/10 minutes")
INQUIRIES_PER_PHONE = env.str("INQUIRIES_PER_PHONE", "6/hour")
# A visitor can type a number that is not theirs: confirmations go to these countries, and so many a day.
CONFIRMATION_COUNTRIES: list[str] = env.list("CONFIRMATION_COUNTRIES", str.strip, ["+86"])
CONFIRMATIONS_A_DAY: int = env.int("CONFIRMATIONS_A_DAY", default=3)
# A recipient may change their mind, but not thirty times.
REFUSALS_PER_ADDRESS = env.str("REFUSALS_PER_ADDRESS", "30/10 minutes")

# How long a visitor waits for the first call at most, in minutes of duty time.
FIRST_RESPONSE_MINUTES = 10

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "kit.logs.DiscreetFormatter", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Granian's own handler would print an exception as it is.
        "_granian": {"handlers": ["console"], "propagate": False},
        # Two lines for every page saved.
        "django_tasks": {"level": "WARNING"},
        # The SDK logs phone numbers and texts at INFO.
        "twilio": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
