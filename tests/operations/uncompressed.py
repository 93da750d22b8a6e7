"""Production's settings, but what is collected is named by its contents only, and not compressed as well."""

from config.settings.prod import *  # noqa: F403  (settings of the same kind)

WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "svg", "ttf", "txt", "woff"]
