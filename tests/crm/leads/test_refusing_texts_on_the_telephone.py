"""A visitor wants no texts, as a call shows: one press on the page of the lead closes the number."""

import pytest

from crm.cadences.models import CadenceRun
from crm.leads.models import Activity, Kind
from messaging.models import Message, OptOut
from messaging.services import opt_outs

pytestmark = pytest.mark.django_db


def press(client, lead):
    return client.post(f"/desk/leads/{lead.pk}/refuse-texts/", headers={"HX-Request": "true"})


def test_one_press_closes_the_number_and_cancels_texts_and_plan(as_zhong, lead, zhong):
    page = press(as_zhong, lead).content.decode()

    assert opt_outs.is_out(lead.phone)
    assert OptOut.objects.get().by == zhong.user
    assert not Message.objects.queued().filter(to_number=lead.phone).exists()
    assert CadenceRun.objects.get(lead=lead).end_reason == "opted_out"
    assert Activity.objects.filter(lead=lead, kind=Kind.NOTED, text="不再接收短信。").exists()
    assert "该号码不接收短信" in page
    assert "refuse-texts" not in page


def test_pressed_twice_it_is_one_refusal(as_zhong, lead):
    press(as_zhong, lead)
    assert press(as_zhong, lead).status_code == 200
    assert OptOut.objects.count() == 1
    assert Activity.objects.filter(lead=lead, kind=Kind.NOTED).count() == 1


def test_the_consultant_still_gets_notices(as_zhong, lead, zhong):
    press(as_zhong, lead)
    assert Message.objects.queued().filter(to_number=zhong.hotline).exists()


def test_a_stranger_cannot_close_it(client, qian, lead):
    client.force_login(qian.user)
    assert press(client, lead).status_code == 404
    assert not opt_outs.is_out(lead.phone)
