"""One sign-in, limited by address and by address and name, whichever door is tried."""

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client

from kit import clock, throttle
from tests.factories.people import UserFactory
from tests.fakes.hashers import CountingHasher

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _one_instant():
    """No window of a limit slides on while a test counts its tries."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def user(db):
    return UserFactory(username="zhong", password=make_password(PASSWORD))


@pytest.fixture
def hashes(settings):
    """How often a password was hashed."""
    settings.PASSWORD_HASHERS = ["tests.fakes.hashers.CountingHasher"]
    CountingHasher.counted.clear()
    return CountingHasher.counted


def try_page(client, password, name="zhong", **environment):
    return client.post("/accounts/sign-in/", {"username": name, "password": password}, **environment)


def try_token(client, password, name="zhong"):
    said = {"username": name, "password": password}
    return client.post("/api/v1/token/", said, content_type="application/json")


@pytest.mark.parametrize("try_door", [try_page, try_token])
def test_the_eleventh_try_is_refused_and_costs_no_hash(client, user, hashes, try_door):
    for _ in range(10):
        try_door(client, "wrong")
    hashes.clear()
    assert try_door(client, PASSWORD).status_code == 429
    assert hashes == []


@pytest.mark.parametrize("try_door", [try_page, try_token])
def test_who_signs_in_rightly_is_not_counted(user, try_door):
    for _ in range(40):
        assert try_door(Client(), PASSWORD).status_code in {200, 302}
    for _ in range(10):
        assert try_door(Client(), "wrong").status_code in {200, 400}
    assert try_door(Client(), PASSWORD).status_code == 429


def test_both_doors_share_one_count(client, user):
    for _ in range(10):
        try_token(client, "wrong")
    assert try_page(client, PASSWORD).status_code == 429


def test_a_stranger_locks_no_colleague_out(client, user):
    for _ in range(40):
        try_page(client, "wrong", REMOTE_ADDR="203.0.113.9")
    assert try_page(client, PASSWORD, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_one_address_tries_thirty_names_a_minute_at_most(client, user):
    for number in range(30):
        assert try_page(client, "wrong", name=f"nobody{number}").status_code == 200
    assert try_page(client, PASSWORD).status_code == 429


def test_the_refusal_is_a_sentence_on_the_page(client, user):
    for _ in range(11):
        response = try_page(client, "wrong")
    assert str(throttle.TooManyRequests.message) in response.content.decode()


@pytest.mark.parametrize("door", ["/admin/login/", "/cms/login/", "/_util/login/"])
def test_the_libraries_sign_in_pages_lead_to_ours(client, db, door):
    for send in (client.get, client.post):
        response = send(f"{door}?next=/admin/")
        assert response.status_code == 302
        assert response.url == "/accounts/sign-in/?next=/admin/"


@pytest.mark.parametrize("door", ["/admin/", "/cms/"])
def test_a_colleague_without_the_right_is_not_sent_in_circles(as_zhong, door):
    assert as_zhong.get(door, follow=True).status_code == 403


def test_nobody_resets_a_password_on_a_public_page(client, db):
    assert client.get("/cms/password_reset/").status_code == 404
