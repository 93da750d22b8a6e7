"""Redis is gone, or hangs: a visitor and a colleague are answered all the same, and do not wait for it."""

import socket
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from crm.intake.models import Inquiry
from kit import jobs, throttle
from tests.factories.people import UserFactory
from tests.waiting import HANGS_AFTER

PASSWORD = "a long enough password"


@pytest.fixture(params=["gone", "hanging"])
def redis_is_away(request, settings, monkeypatch):
    """Every address of Redis leads to nothing, or to a socket that never answers."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        port = 1 if request.param == "gone" else silent.getsockname()[1]
        url = f"redis://127.0.0.1:{port}"
        settings.CACHES = {
            "default": {
                "BACKEND": "django_redis.cache.RedisCache",
                "LOCATION": f"{url}/1",
                "OPTIONS": {"SOCKET_TIMEOUT": 0.2, "SOCKET_CONNECT_TIMEOUT": 0.2, "IGNORE_EXCEPTIONS": True},
            }
        }
        settings.RATE_LIMIT_STORAGE = f"{url}/2"
        monkeypatch.setenv("CELERY_BROKER_URL", f"{url}/0")
        monkeypatch.setattr(jobs, "publisher", jobs.Publisher())
        throttle.limiter.cache_clear()
        yield
        throttle.limiter.cache_clear()


def seconds(act):
    started = time.monotonic()
    act()
    return time.monotonic() - started


@pytest.mark.django_db(transaction=True)
def test_a_colleague_signs_in_without_redis(redis_is_away, client):
    UserFactory(username="zhong", password=make_password(PASSWORD))
    client.get("/accounts/sign-in/")
    said = {"username": "zhong", "password": PASSWORD}
    taken = seconds(lambda: client.post("/accounts/sign-in/", said))
    assert client.get("/accounts/home/").url == "/desk/"
    assert taken < HANGS_AFTER


@pytest.mark.django_db(transaction=True)
def test_an_inquiry_is_received_without_redis(redis_is_away, client, zhong):
    client.get("/inquire/")
    throttle.limiter.cache_clear()
    said = {"name": "王主任", "phone": "13900002208", "head_count": "45", "consent": "on"}
    taken = seconds(lambda: client.post("/inquire/", said))
    assert Inquiry.objects.filter(lead__isnull=False).exists()
    assert taken < HANGS_AFTER


@pytest.mark.django_db(transaction=True)
def test_a_task_that_posts_is_done_without_redis(redis_is_away):
    def work():
        with transaction.atomic():
            jobs.enqueue("messaging.deliver_due")

    assert seconds(work) < HANGS_AFTER
