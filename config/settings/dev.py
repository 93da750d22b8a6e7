"""One machine, embedded services, nothing leaves the house."""

from config.settings.base import *

DEBUG = True
SECRET_KEY = SECRET_KEY or "development-only-secret-key-never-for-production"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]
DEMO_SIGN_INS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
