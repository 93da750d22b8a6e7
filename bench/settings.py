"""The product as production runs it, on the embedded server, without the limits that would refuse a load test."""

from config.settings.base import *

SECRET_KEY = "bench-only"  # noqa: S105  (nothing to protect)
ALLOWED_HOSTS = ["*"]
DEMO_SIGN_INS = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
REQUESTS_PER_ADDRESS = INQUIRIES_PER_ADDRESS = INQUIRIES_PER_PHONE = "1000000/minute"
REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = []
