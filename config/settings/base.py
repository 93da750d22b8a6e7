"""Settings shared by development, tests and production."""

from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.settings.centre import *
from config.settings.environment import *
from config.settings.libraries import *
from config.settings.queue import *

DEBUG = False
IS_PRODUCTION = False
SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", str.strip, [])
INSTALLED_APPS = [
    "reports",
    "enrollment.seats",
    "enrollment.classes",
    "crm.audit",
    "crm.transfer",
    "crm.desk",
    "crm.intake",
    "crm.routing",
    "crm.pool",
    "crm.cadences",
    "crm.attachments",
    "crm.notices",
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
    "drf_spectacular_sidecar",
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
    "kit.middleware.ProblemMiddleware",
    "kit.throttle.RateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "content.middleware.VisitMiddleware",
    "content.middleware.EarlierAddressMiddleware",
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
# A link in a letter is good for an hour.
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Failed tries of a name and a password are limited, wherever they are made.
AUTHENTICATION_BACKENDS = ["accounts.authentication.LimitedBackend"]
# In the database alone: no user is signed out, nor waits, while the cache is away.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Below these addresses an error page has the desk's shell.
DESK_PATHS = ("/desk/", "/classes/", "/messages/", "/reports/")
# Below these are the forms of visitors.
VISITOR_PATHS = ("/inquire/", "/sms/refuse/")
CSRF_FAILURE_VIEW = "kit.problems.csrf_failure"

# The roster is one form: a field for each consultant on each day of a month.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

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
    # What no address serves: a view hands it out to whom it belongs.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "file_permissions_mode": 0o600},
    },
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
