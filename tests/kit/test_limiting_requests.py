import socket
import time

import pytest
import time_machine
from django.test import RequestFactory

from devserver import redis
from kit import throttle
from tests.waiting import HANGS_AFTER


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


def test_what_expired_is_forgotten_before_it_is_swept_out():
    with time_machine.travel(1_790_000_000, tick=False) as clock:
        throttle.check("1/minute", "inquiry", "10.0.0.1")
        clock.shift(121)
        throttle.check("1/minute", "inquiry", "10.0.0.1")


def test_without_the_store_each_process_counts_for_itself(settings, caplog):
    settings.RATE_LIMIT_STORAGE = "redis://127.0.0.1:1/0"
    throttle.check("1/minute", "inquiry", "10.0.0.1")
    with pytest.raises(throttle.TooManyRequests):
        throttle.check("1/minute", "inquiry", "10.0.0.1")
    assert caplog.text.count("does not answer") == 1


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


def test_a_store_that_hangs_costs_less_than_a_second(settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.RATE_LIMIT_STORAGE = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        started = time.monotonic()
        throttle.check("1/minute", "inquiry", "10.0.0.1")
        assert time.monotonic() - started < HANGS_AFTER


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.8", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),
        (1, "unknown", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
        (1, "2001:db8:0:1::7", "2001:db8:0:1::7"),
    ],
)
def test_the_address_is_what_our_outermost_proxy_wrote(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert throttle.address(request) == expected


def test_a_subscriber_s_ipv6_addresses_count_as_one():
    networks = {
        throttle.network(RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:0:1::{number}")) for number in range(1, 9)
    }
    assert networks == {"2001:db8:0:1::/64"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/duty/", "/inquire/"])
def test_a_refusal_says_when_to_come_again(client, settings, address):
    settings.REQUESTS_PER_ADDRESS = "1/minute"
    answers = [client.get(address) for _ in range(2)]

    assert (answers[1].status_code, answers[1].headers.get("Retry-After")) == (429, "300")


@pytest.mark.django_db
def test_a_form_refused_for_its_rate_says_when_to_come_again(client, settings):
    settings.INQUIRIES_PER_ADDRESS = "1/hour"
    typed = {"name": "王主任", "phone": "13900002208", "head_count": "45", "consent": "on"}
    answers = [client.post("/inquire/", typed) for _ in range(2)]

    assert (answers[1].status_code, answers[1].headers.get("Retry-After")) == (429, "300")


def test_a_colleague_at_work_is_not_counted(as_zhong, settings):
    settings.REQUESTS_PER_ADDRESS = "1/minute"
    assert {as_zhong.get("/desk/").status_code for _ in range(5)} == {200}
