"""The number shown answers; limits, pauses and specialities are kept; the lead's page says why."""

from datetime import timedelta

import pytest

from accounts.models import User
from consultants.models import Consultant, Leave, Speciality
from consultants.queries import forget_roster, roster
from crm.intake.services import escalation
from crm.leads.models import Activity, DeskRules, Kind
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads as leads_service
from crm.pool.services import pool
from crm.routing.queries import active
from crm.routing.rules.trace import Trace
from crm.routing.services import rule_sets
from messaging.models import Message
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db


def skips(lead):
    return {desk.name: desk.against for desk in Trace.read(lead.routing_trace).desks}


def test_the_consultant_shown_gets_the_inquiry_with_more_leads(zhong, qian, monday):
    LeadFactory.create_batch(3, owner=qian, asked_at=monday)
    lead = ask(at=monday, shown_consultant_id=qian.pk).lead

    assert (lead.owner, lead.routing_reason) == (qian, "shown")


def test_the_consultant_shown_gets_none_on_leave_or_paused(zhong, qian, liu, monday):
    Consultant.objects.filter(pk=qian.pk).update(
        paused_from=monday - timedelta(hours=1), paused_until=monday + timedelta(hours=1), pause_reason="接待"
    )
    leads = [
        ask(at=monday, phone=f"1380000000{shown.pk % 10}", shown_consultant_id=shown.pk).lead for shown in (qian, liu)
    ]

    assert {lead.owner for lead in leads} == {zhong}
    assert skips(leads[0]) == {"钟老师": None, "钱老师": "paused", "刘老师": "on_leave"}


def test_a_consultant_at_the_limit_is_passed_over(zhong, qian, monday):
    Consultant.objects.filter(pk=zhong.pk).update(open_leads_at_most=2)
    LeadFactory.create_batch(2, owner=zhong, asked_at=monday - timedelta(days=90))
    LeadFactory.create_batch(5, owner=qian, asked_at=monday - timedelta(days=2))
    lead = ask(at=monday, shown_consultant_id=zhong.pk).lead

    assert lead.owner == qian
    assert skips(lead)["钟老师"] == "full"


def test_a_consultant_at_the_daily_limit_waits_until_tomorrow(zhong, qian, monday):
    Consultant.objects.filter(pk=zhong.pk).update(new_leads_a_day_at_most=1)
    LeadFactory.create_batch(4, owner=qian, asked_at=monday - timedelta(days=2))
    owners = [ask(at=monday, phone=f"1380000000{number}").lead.owner for number in range(3)]
    forget_roster()
    tomorrow = ask(at=monday + timedelta(days=1), phone="13800000009").lead.owner

    assert owners == [zhong, qian, qian]
    assert tomorrow == zhong


def test_when_all_are_full_the_lightest_still_gets_the_lead(zhong, qian, monday):
    Consultant.objects.update(open_leads_at_most=1)
    for owner in (zhong, qian):
        LeadFactory(owner=owner, asked_at=monday)
    LeadFactory(owner=zhong, asked_at=monday)
    lead = ask(at=monday).lead

    assert (lead.owner, lead.routing_reason) == (qian, "fallback")


def test_when_all_on_duty_are_full_one_of_them_gets_the_lead(zhong, qian, liu, monday):
    rule_sets.publish(version=0, rules=[], shown="after", fallback=liu, by=None)
    active.forget_rules()
    Consultant.objects.update(open_leads_at_most=1)
    for owner in (zhong, zhong, qian):
        LeadFactory(owner=owner, asked_at=monday)

    assert ask(at=monday).lead.owner == qian


def test_a_consultant_with_a_closed_account_gets_no_lead_or_text(zhong, qian, monday):
    lead = ask(at=monday, shown_consultant_id=zhong.pk).lead
    User.objects.filter(pk=zhong.user_id).update(is_active=False)
    forget_roster()
    Message.objects.all().delete()
    ask(at=monday + timedelta(hours=1))

    lead.refresh_from_db()
    assert lead.owner == qian
    assert not Message.objects.filter(to_number=zhong.hotline).exists()


def test_a_speciality_in_the_region_is_chosen(zhong, qian, monday):
    Speciality.objects.create(consultant=qian, kind="region", value="江西")
    LeadFactory.create_batch(3, owner=qian, asked_at=monday)
    lead = ask(at=monday, phone="0796-8970353").lead

    assert (lead.owner, lead.routing_reason) == (qian, "speciality")
    assert skips(lead)["钟老师"] == "other_region"


def test_a_speciality_in_the_programme_is_chosen(zhong, qian, monday):
    Speciality.objects.create(consultant=qian, kind="programme", value="party-spirit-5")
    lead = ask(at=monday, programme="party-spirit-5").lead

    assert (lead.owner, skips(lead)["钟老师"]) == (qian, "other_programme")


def test_the_leads_page_says_why_in_chinese(as_zhong, zhong, liu, monday):
    lead = ask(at=monday).lead
    page = as_zhong.get(f"/desk/leads/{lead.pk}/").content.decode()

    assert "为什么是这位咨询老师" in page
    assert "休假" in page


@pytest.fixture
def covered(time_machine, zhong, qian, monday):
    """钟老师 is on leave for two weeks from this morning on, and 钱老师 covers."""
    time_machine.move_to(monday)
    away = Leave.objects.create(
        consultant=zhong, cover=qian, starts_at=monday - timedelta(hours=1), ends_at=monday + timedelta(days=14)
    )
    forget_roster()
    return away


def test_during_leave_the_owner_keeps_the_lead_and_the_cover_calls(lead, covered, zhong, qian, monday):
    at = monday + timedelta(days=1)
    Message.objects.all().delete()
    inquiry = ask(at=at)

    lead.refresh_from_db()
    assert (inquiry.lead, lead.owner) == (lead, zhong)
    assert lead.next_step_at <= at + timedelta(minutes=10)
    texts = {message.template: message for message in Message.objects.all()}
    assert texts["inquiry_assigned"].to_number == qian.hotline
    assert "钱老师" in texts["inquiry_received"].body


def test_the_cover_s_answer_is_measured_in_the_cover_s_duty(lead, covered, qian, monday):
    at = monday + timedelta(minutes=6)
    leads_service.log_call(lead.pk, outcome=Outcome.INTERESTED, by=qian.user, at=at)

    lead.refresh_from_db()
    assert lead.response_duty_seconds == 6 * 60


def test_the_visitor_is_shown_who_will_call(client, lead, covered, qian):
    answer = client.post(
        "/inquire/", {"name": "王主任", "phone": "139 0000 2208", "head_count": 45, "consent": "on"}, follow=True
    )

    assert answer.context["consultant"] == qian


def test_the_cover_is_reminded_during_leave_the_owner_afterwards(lead, covered, zhong, qian, monday):
    Message.objects.all().delete()
    escalation.escalate_due(lead.escalation_instants[0])
    assert Message.objects.get(template="response_reminder").to_number == qian.hotline

    covered.delete()
    forget_roster()
    escalation.escalate_due(lead.escalation_instants[1])
    assert Message.objects.filter(template="response_reminder").latest("pk").to_number == zhong.hotline


def test_where_the_cover_is_away_too_the_manager_is_told(lead, covered, zhong, qian, monday):
    Leave.objects.create(consultant=qian, starts_at=monday - timedelta(hours=1), ends_at=monday + timedelta(days=1))
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8619900000000")
    forget_roster()
    Message.objects.all().delete()
    ask(at=monday)

    lead.refresh_from_db()
    assert lead.owner == zhong
    assert Message.objects.get(template="inquiry_assigned").to_number == "+8619900000000"


def test_a_pooled_lead_that_asks_again_is_routed_again(as_manager, lead, qian, zhong, monday):
    pool.give_back(lead.pk, by=None, at=monday)
    Consultant.objects.filter(pk=zhong.pk).update(
        paused_from=monday, paused_until=monday + timedelta(days=9), pause_reason="接待"
    )
    forget_roster()
    ask(at=monday + timedelta(minutes=5))

    lead.refresh_from_db()
    line = Activity.objects.filter(lead=lead, kind=Kind.ASSIGNED).latest("pk")
    assert lead.owner == qian
    assert {desk.name: desk.against for desk in Trace.read(line.data["trace"]).desks}["钟老师"] == "paused"
    why = as_manager.get(f"/desk/leads/{lead.pk}/").context["why"]
    assert {desk.name: against for desk, against in why.considered} == {"钱老师": "", "钟老师": "暂停接单"}


def test_after_a_hand_over_the_page_gives_another_reason(as_manager, lead, qian, manager):
    leads_service.assign(lead.pk, to=qian, by=manager)
    why = as_manager.get(f"/desk/leads/{lead.pk}/").context["why"]

    assert (why.reason, why.at_first) == ("人工分配", "值班且待办最少")


def deleted(consultant):
    consultant.delete()


def struck(consultant):
    Consultant.objects.filter(pk=consultant.pk).update(is_active=False)


def account_closed(consultant):
    User.objects.filter(pk=consultant.user_id).update(is_active=False)


@pytest.mark.parametrize("leaves", [deleted, struck, account_closed])
def test_a_consultant_who_left_a_moment_ago_gets_no_lead(zhong, qian, monday, leaves):
    """Another process may have changed the roster, so this one still has the old one."""
    LeadFactory.create_batch(3, owner=zhong, asked_at=monday)
    assert [person.consultant for person in roster(monday)] == [zhong, qian]
    leaves(qian)

    assert ask(at=monday, phone="13800000002").lead.owner == zhong
