"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from kit import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

application = get_wsgi_application()
checks.refuse_unsafe_start()
