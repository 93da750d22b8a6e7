"""A lead is reached by several numbers, and found by any of them."""

import pytest
from django.db import connection

from crm.intake.queries import telephone
from crm.intake.services import replies
from crm.leads.errors import AskedAgain, LeadIsInPool, NoSuchPhone, PhoneKnownAlready
from crm.leads.models import Activity, Kind, Lead
from crm.leads.services import phones
from crm.pool.services import pool
from kit import clock
from kit.phones import parse
from messaging.models import Reply
from messaging.services import opt_outs
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db
OTHER = "139 1111 2209"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def further(lead, zhong):
    """A second mobile number of the lead."""
    added, _action = phones.add(lead.pk, phone=parse(OTHER), label="助理", by=zhong.user)
    return added


def test_a_number_is_added_with_a_masked_line(as_zhong, lead):
    answer = as_zhong.post(
        f"/desk/leads/{lead.pk}/phones/", {"phone": "0796-8970353 转 8", "label": "办公室"}, headers=HTMX
    )

    number = lead.phones.get()
    assert (number.phone, number.extension, number.raw) == ("+867968970353", "8", "0796-8970353 转 8")
    line = Activity.objects.get(lead=lead, kind=Kind.CHANGED)
    assert line.data == {"field": "further_phone", "from": "", "to": "办公室 0796****0353 转 8"}
    assert "8970353" not in answer.text
    assert "办公室" in answer.text


def test_the_preferred_number_changes_places(lead, zhong, further):
    was = lead.phone
    lead, _action = phones.prefer(lead.pk, phone_id=further.pk, by=zhong.user)

    assert Lead.objects.get(pk=lead.pk).phone == "+8613911112209"
    assert lead.phones.get().phone == was
    assert Activity.objects.filter(lead=lead, kind=Kind.CHANGED).latest("pk").data["field"] == "phone"


def test_what_cannot_be_done_with_a_number(lead, zhong, further, manager):
    with pytest.raises(PhoneKnownAlready):
        phones.add(lead.pk, phone=parse(OTHER), by=zhong.user)
    with pytest.raises(PhoneKnownAlready):
        phones.add(lead.pk, phone=parse(lead.phone), by=zhong.user)
    with pytest.raises(NoSuchPhone):
        phones.remove(lead.pk, phone_id=further.pk + 1, by=zhong.user)
    LeadFactory(owner=zhong, phone="+8613911112209")
    with pytest.raises(AskedAgain):
        phones.prefer(lead.pk, phone_id=further.pk, by=zhong.user)
    pool.give_back(lead.pk, by=manager)
    with pytest.raises(LeadIsInPool):
        phones.remove(lead.pk, phone_id=further.pk, by=zhong.user)


def test_a_refusal_keeps_what_was_typed(as_zhong, lead):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/phones/", {"phone": "139", "label": "办公室"}, headers=HTMX)

    assert answer.status_code == 422
    assert 'value="办公室"' in answer.text
    assert 'value="139"' in answer.text


def test_each_entrance_finds_the_lead_by_any_number(lead, zhong, further):
    assert ask(phone=OTHER, name="小李").lead == lead
    assert telephone.look_up(parse(OTHER), by=zhong.user).lead == lead
    assert Lead.objects.matching("2209").get() == lead
    assert Lead.objects.matching("13911112209").get() == lead
    reply = Reply(provider_sid="SM1", from_number="+8613911112209", body="明天再打", heard_at=clock.now())
    replies.take(reply, is_refusal=False, at=clock.now())
    assert Activity.objects.get(kind=Kind.REPLIED).lead == lead


def test_behind_a_switchboard_the_name_tells_callers_apart(lead, zhong):
    phones.add(lead.pk, phone=parse("0796-8970353"), by=zhong.user)

    assert ask(phone="0796-8970353", name=lead.name).lead == lead
    assert ask(phone="0796-8970353", name="李科长").lead != lead


def test_a_refusal_of_texts_closes_one_number_alone(lead, zhong, further):
    opt_outs.record(further.phone, by=zhong.user, how="desk")

    assert not opt_outs.is_out(lead.phone)


def test_a_further_number_is_shown_once_and_that_is_written(as_zhong, lead, further):
    values = {"purpose": "read", "phone_id": further.pk}
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/reveal/", values, headers=HTMX)

    assert "139 1111 2209" in answer.text
    line = Activity.objects.get(lead=lead, kind=Kind.REVEALED)
    assert line.data == {"number": "助理 139****2209"}
    assert "139 1111 2209" not in as_zhong.get(f"/desk/leads/{lead.pk}/").text


def test_a_number_of_another_lead_is_not_shown(as_zhong, lead, zhong, further):
    other = LeadFactory(owner=zhong)

    assert (
        as_zhong.post(f"/desk/leads/{other.pk}/reveal/", {"purpose": "read", "phone_id": further.pk}).status_code == 404
    )


def test_numbers_over_the_api(as_zhong, lead, further):
    there = f"/api/v1/leads/{lead.pk}/phones/"
    added = as_zhong.post(there, {"phone": "0796-8970353", "label": "办公室"}, content_type="application/json")
    preferred = as_zhong.post(f"{there}{further.pk}/prefer/")
    gone = as_zhong.delete(f"{there}{added.json()['id']}/")

    assert (added.status_code, added.json()["phone"]) == (201, "0796****0353")
    assert preferred.json()["phone"] == "139****2209"
    assert gone.status_code == 204
    assert [row["label"] for row in as_zhong.get(there).json()] == ["助理"]


def test_a_caller_s_further_number_is_found_by_index(zhong):
    LeadFactory.create_batch(60, owner=zhong)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_lead")
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Lead.objects.reached_by("+8613911112209").explain()
    assert "leads_lead_returning" in plan
    assert "leads_leadphone_number" in plan
