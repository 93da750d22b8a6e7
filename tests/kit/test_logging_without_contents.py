"""What PostgreSQL repeats of a row stays out of the log, in a view as in a task, however the error is written."""

import io
import logging

import pytest
from celery import shared_task
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import path

from kit.logs import DiscreetFormatter
from messaging.models import OptOut
from tests.factories.people import UserFactory

NATIONAL = "13900002208"
SECRET = "colleague-of-13900002208"


def add_twice(request=None):
    UserFactory(username=SECRET)
    UserFactory(username=SECRET)
    return HttpResponse()


urlpatterns = [path("twice/", add_twice)]


@shared_task(name="tests.add_twice")
def task():
    add_twice()


@pytest.fixture
def log():
    """What the settings' own formatter writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter(settings.LOGGING["formatters"]["line"]["format"], style="{"))
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)


def test_the_settings_use_it_for_every_handler():
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert settings.LOGGING["formatters"]["line"]["()"] == "kit.logs.DiscreetFormatter"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_integrity_error_in_a_view(client, log):
    client.raise_request_exception = False
    assert client.get("/twice/").status_code == 500
    assert "accounts_user_username_key" in log()
    assert SECRET not in log()


@pytest.mark.django_db
def test_an_integrity_error_in_a_task(log):
    task.apply(throw=False)
    assert "accounts_user_username_key" in log()
    assert SECRET not in log()


@pytest.mark.django_db
def test_a_failing_row_with_several_lines(log):
    try:
        OptOut.objects.create(number=NATIONAL, is_out=True, how="page", note="first line\nsecond line")
    except IntegrityError as error:
        logging.getLogger("room").exception("It failed.")
        logging.getLogger("room").warning("It failed: %s", repr(error))
    assert "messaging_optout_number_is_e164" in log()
    assert NATIONAL not in log()
    assert "second line," not in log()


@pytest.mark.parametrize(
    "address", ["/inquire/received/{}/", "/sms/refuse/{}/", "/duty/{}.ics", "/sms/aliyun/callback/{}/"]
)
def test_the_key_in_an_address_stays_out_of_the_log(client, log, db, address):
    client.post(address.format("MzEz:1xY0qi:A578qGwOB"))

    assert "(left out)" in log()
    assert "A578qGwOB" not in log()
