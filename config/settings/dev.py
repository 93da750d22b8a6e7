"""One machine, embedded services, nothing leaves the house."""

from pathlib import Path

from config import env

# While `make run` is up, `manage.py` of the same folder works on the same database.
env.borrow(Path(__file__).resolve().parents[2] / "var")

from config.settings.base import *  # noqa: E402  (after the addresses are known)

DEBUG = env.flag("DEBUG", default=True)
SECRET_KEY = SECRET_KEY or "development-only-secret-key-never-for-production"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]
DEMO_SIGN_INS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
