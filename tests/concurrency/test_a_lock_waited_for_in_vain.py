"""A request that waited for a lock in vain has written nothing: the answer asks to try again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from crm.intake.models import Inquiry
from crm.leads.models import Lead
from crm.routing.models import RoutingLock
from tests.factories.leads import ask
from tests.factories.people import ConsultantFactory, on_duty_round_the_clock

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = {"name": "王主任", "phone": "139-0000-2208", "head_count": "45", "consent": "on"}


@pytest.fixture
def colleague():
    return on_duty_round_the_clock(ConsultantFactory())


@pytest.fixture
def _impatient():
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


def while_locked(take, request):
    """The answer to a request while another connection holds what `take` locks."""
    both = Barrier(2)

    def hold():
        try:
            with transaction.atomic():
                take()
                both.wait(timeout=20)
                both.wait(timeout=20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        both.wait(timeout=20)
        try:
            answer = request()
        finally:
            both.wait(timeout=20)
        held.result()
    return answer


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "系统正忙"), ("en", "The system is busy")])
def test_an_inquiry_behind_the_routing_lock_may_try_again(colleague, client, language, words):
    client.cookies["django_language"] = language
    answer = while_locked(RoutingLock.objects.take, lambda: client.post("/inquire/", TYPED))

    assert (answer.status_code, Inquiry.objects.count()) == (503, 0)
    assert words in answer.text
    assert client.post("/inquire/", TYPED).status_code == 302


@pytest.mark.usefixtures("_impatient")
def test_the_desk_keeps_what_was_typed_behind_a_lock(colleague, client):
    lead = ask().lead
    client.force_login(colleague.user)
    answer = while_locked(
        lambda: Lead.objects.select_for_update().get(pk=lead.pk),
        lambda: client.post(
            f"/desk/leads/{lead.pk}/note/", {"text": "两辆大巴"}, headers={"origin": "http://testserver"}
        ),
    )

    assert answer.status_code == 503
    assert 'value="两辆大巴"' in answer.text


@pytest.mark.usefixtures("_impatient")
def test_the_api_says_as_a_problem_that_it_is_busy(colleague, client):
    client.force_login(colleague.user)
    answer = while_locked(
        RoutingLock.objects.take,
        lambda: client.post("/api/v1/inquiries/", TYPED | {"consent": True}, content_type="application/json"),
    )

    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["type"] == "urn:problem:service_unavailable"
