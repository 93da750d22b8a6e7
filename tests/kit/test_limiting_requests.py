import socket
import threading
import time

import pytest
import time_machine
from django.test import RequestFactory

from kit import throttle
from kit.embedded import redis


@pytest.fixture(autouse=True)
def _fresh_limiter():
    throttle.limiter.cache_clear()
    yield
    throttle.limiter.cache_clear()


def test_the_limit_is_reached_by_one_caller_and_not_by_another():
    for _ in range(3):
        throttle.check("3/minute", "inquiry", "10.0.0.1")
    with pytest.raises(throttle.TooManyRequests):
        throttle.check("3/minute", "inquiry", "10.0.0.1")
    throttle.check("3/minute", "inquiry", "10.0.0.2")


def test_counting_in_memory_starts_no_thread_for_each_request(monkeypatch):
    throttle.check("1000/minute", "inquiry", "10.0.0.1")
    started = []
    monkeypatch.setattr(threading.Thread, "start", started.append)
    for number in range(20):
        throttle.check("1000/minute", "inquiry", f"10.0.0.{number}")
    assert started == []


def test_what_expired_is_forgotten_before_it_is_swept_out():
    with time_machine.travel(1_790_000_000, tick=False) as clock:
        throttle.check("1/minute", "inquiry", "10.0.0.1")
        clock.shift(121)
        throttle.check("1/minute", "inquiry", "10.0.0.1")


def test_a_store_that_does_not_answer_lets_the_request_through(settings, caplog):
    settings.RATE_LIMIT_STORAGE = "redis://127.0.0.1:1/0"
    throttle.check("1/minute", "inquiry", "10.0.0.1")
    throttle.check("1/minute", "inquiry", "10.0.0.1")
    assert "letting the request through" in caplog.text


@pytest.mark.services
def test_the_launcher_s_redis_counts_for_all_processes(settings, tmp_path):
    server = redis.start(tmp_path / "redis", log=tmp_path / "redis.log")
    try:
        settings.RATE_LIMIT_STORAGE = server.limits_url
        throttle.check("1/minute", "inquiry", "10.0.0.1")
        throttle.limiter.cache_clear()
        with pytest.raises(throttle.TooManyRequests):
            throttle.check("1/minute", "inquiry", "10.0.0.1")
    finally:
        server.stop()


def test_a_store_that_hangs_holds_a_request_for_half_a_second(settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.RATE_LIMIT_STORAGE = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        started = time.monotonic()
        throttle.check("1/minute", "inquiry", "10.0.0.1")
        assert time.monotonic() - started < 2


def test_the_address_is_the_connection_s_own():
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="1.2.3.4")
    assert throttle.address(request) == "10.0.0.9"
