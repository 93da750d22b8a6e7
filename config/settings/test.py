"""The suite: fast password hashing, in-memory queue, no compression manifest."""

from config.settings.base import *

INSTALLED_APPS += ["django_migration_linter", "tests"]
SECRET_KEY = "tests-only-secret-key"
ALLOWED_HOSTS = ["*"]
DEMO_SIGN_INS = False
# The live server's threads must not hold the test database open.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A database that is migrated already (tests.database); without one, each test database is migrated anew.
DATABASES["default"]["TEST"] = {"TEMPLATE": env.str("MIGRATED_DATABASE", "") or None}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["private"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
RATE_LIMIT_STORAGE = "memory://"
