"""An inquiry is kept, whatever is odd about it and whichever text about it fails."""

from datetime import timedelta

import pytest

from crm.intake.models import Inquiry
from crm.intake.services import replies, telephone
from crm.intake.services.telephone import Call
from crm.leads.models import Activity, Kind, Lead
from crm.leads.rules import greeting
from kit import phones
from messaging.models import Approval, Message, Reply, TemplateVersion
from tests.factories.leads import ask

pytestmark = pytest.mark.django_db

TYPED = {"name": "王主任", "phone": "139-0000-2208", "head_count": "45", "consent": "on"}


@pytest.fixture
def no_texts():
    """No template is approved, so no text can be written."""
    TemplateVersion.objects.filter(state=Approval.APPROVED).update(state=Approval.WITHDRAWN)


def test_the_owner_is_told_of_a_confirmation_that_fails(zhong, monday, no_texts):
    lead = ask(at=monday).lead

    assert lead.owner == zhong
    assert not Message.objects.exists()
    lines = Activity.objects.filter(lead=lead, kind=Kind.TEXTED)
    assert {"inquiry_received" in line.text for line in lines} == {True, False}


def test_a_call_is_written_down_without_the_text_about_it(zhong, qian, monday, no_texts):
    call = Call(name="王主任", phone=phones.parse("13900002208"), note="请回电")
    inquiry = telephone.take(call, by=qian.user, at=monday)

    assert inquiry.lead.activities.filter(kind=Kind.TEXTED).count() == 1


def test_a_reply_is_kept_without_the_text_about_it(lead, monday, no_texts):
    replies.take(Reply(from_number=lead.phone, provider_sid="SM1", body="好"), is_refusal=False, at=monday)

    assert lead.activities.filter(kind=Kind.REPLIED).exists()


@pytest.mark.parametrize("address", ["/?utm_source=a%00b", "/?utm_campaign=%ED%A0%80", "/?utm_%00=x"])
def test_a_nul_in_a_campaign_name_loses_no_inquiry(client, zhong, address):
    client.get(address)
    assert client.post("/inquire/", TYPED).status_code == 302
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("field", ["name", "page_title", "referrer", "landing_path", "organisation_name"])
@pytest.mark.parametrize("odd", ["\x00", "\ud800"])
def test_no_text_of_a_visitor_breaks_the_inquiry(zhong, monday, field, odd):
    inquiry = ask(at=monday, **{field: f"甲{odd}乙"})

    assert inquiry.lead.owner == zhong


@pytest.mark.parametrize("field", ["name", "phone", "origin"])
def test_a_nul_in_the_form_is_taken_or_refused(client, zhong, field):
    assert client.post("/inquire/", TYPED | {field: TYPED.get(field, "") + "\x00"}).status_code in {302, 422}


def test_a_form_filled_in_by_the_browser_is_an_inquiry(client, zhong):
    page = client.get("/inquire/")
    assert page.status_code == 200
    assert client.post("/inquire/", TYPED).status_code == 302
    assert Inquiry.objects.get().lead.owner == zhong


def test_two_people_behind_one_switchboard_are_two_leads(zhong, qian, monday):
    first = ask(at=monday, phone="0796-8970353-801", name="王主任").lead
    other_desk = ask(at=monday, phone="0796-8970353转802", name="王主任").lead
    other_name = ask(at=monday, phone="0796-8970353-801", name="李科长").lead
    again = ask(at=monday + timedelta(hours=1), phone="0796-8970353 转 801", name="王主任").lead

    assert len({first, other_desk, other_name}) == 3
    assert again == first
    assert "801" in first.masked_phone


def test_a_mobile_number_is_one_person_under_any_name(zhong, monday):
    assert ask(at=monday, name="王主任").lead == ask(at=monday, name="老王").lead


def confirmations():
    return Message.objects.filter(template="inquiry_received")


def test_a_number_abroad_gets_no_confirmation_but_a_call(zhong, monday, settings):
    lead = ask(at=monday, phone="+12025550123").lead
    assert lead.owner == zhong
    assert not confirmations().exists()
    settings.TEXT_COUNTRIES = ["+86", "+1"]
    ask(at=monday, phone="+12025550124")
    assert confirmations().count() == 1


def test_a_number_gets_three_confirmations_a_day_at_most(zhong, monday):
    for _time in range(5):
        ask(at=monday)
    assert confirmations().count() == 3
    ask(at=monday + timedelta(days=1))
    assert confirmations().count() == 4


@pytest.mark.parametrize("name", ["王主任", "江西银行李先生", "Anna Smith", "欧阳老师 2 班"])
def test_an_ordinary_name_is_recognised(name):
    assert greeting.is_name(name)


@pytest.mark.parametrize(
    "name", ["加微信abc12345", "看 evil.cn", "王 13900002208", "QQ 二三", "免费领取", "WX:abc", "加群", "v信 abc"]
)
def test_an_advertisement_is_no_name(name):
    assert not greeting.is_name(name)


def test_an_advertisement_is_not_sent_under_our_signature(zhong, monday):
    ask(at=monday, name="加微信abc12345")
    assert "abc12345" not in confirmations().get().body
