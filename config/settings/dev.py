"""One machine, embedded services, nothing is sent outside."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
if "DATABASE_URL" not in env:
    # While `make run` is up, `manage.py` of the same folder works on the same database (devserver.up).
    env.read_env(Path(env.str("DATA_DIR", str(BASE_DIR / "var"))) / "environment")

from config.settings.base import *  # noqa: E402  (after the addresses are known)

DEBUG = env.bool("DEBUG", True)
SECRET_KEY = SECRET_KEY or "development-only-secret-key-never-for-production"
ALLOWED_HOSTS = ALLOWED_HOSTS or ["*"]
DEMO_SIGN_INS = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
