"""The web server's door."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from kit import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

application = get_wsgi_application()
checks.refuse_unsafe_start()

# What was loaded stays, so the collector need not look at it again, and requests leave few circles behind.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
