import os
import time

import pytest
from django.db import OperationalError, connection

from kit import health, health_page


@pytest.mark.django_db
def test_the_page_says_well_and_is_never_cached(client):
    answer = client.get("/healthz")
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_part_in_trouble_is_reported_without_an_error(client):
    health_page.register("kitchen", lambda: health_page.Health(is_well=False, figures={"burnt": 3}))
    try:
        answer = client.get("/healthz")
    finally:
        del health_page.probes["kitchen"]
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["kitchen"]) == ("degraded", {"burnt": 3})


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_503_without_details(client):
    def refuse(*_statement):
        raise OperationalError("password authentication failed for user centre")

    with connection.execute_wrapper(refuse):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert b"password" not in answer.content


def test_a_sign_of_life_is_fresh_for_a_minute(tmp_path):
    assert not health.is_fresh("worker", tmp_path)
    sign = health.alive_file("worker", tmp_path)
    sign.touch()
    assert health.is_fresh("worker", tmp_path)
    old = time.time() - health.STALE_SECONDS - 1
    os.utime(sign, (old, old))
    assert not health.is_fresh("worker", tmp_path)


def test_a_port_nobody_listens_on_is_not_serving():
    assert not health.is_serving("127.0.0.1", 1, named="localhost")
