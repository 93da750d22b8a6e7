"""The second step names an organisation: its own consultant calls, unless a consultant has acted on the lead."""

import re
from datetime import time, timedelta

import pytest

from consultants.models import Consultant, DatedShift, Leave
from consultants.queries import forget_roster
from crm.cadences.models import PlanStep
from crm.intake.services import details, escalation, telephone
from crm.intake.services.telephone import Call
from crm.leads.errors import HappenedSince
from crm.leads.models import Action, ActionKind, Activity, DeskRules, Kind, Lead, Organisation, Task
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads, undo
from crm.pool.services import pool, reclaim
from kit import clock, phones
from messaging.models import Message, State
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import ConsultantFactory, on_duty_every_day

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
UNIT = "江城能源集团"


@pytest.fixture
def known(qian, monday):
    """钱老师 has dealt with the organisation nine days ago."""
    unit = Organisation.objects.create(name=UNIT, key=Organisation.key_of(UNIT))
    return LeadFactory(name="罗部长", owner=qian, asked_at=monday - timedelta(days=9), organisation=unit)


@pytest.fixture
def inquiry(zhong, known, monday):
    """王主任 has asked on a page that showed 钟老师, who owns the lead."""
    asked = ask(at=monday, shown_consultant_id=zhong.pk)
    assert asked.lead.owner == zhong
    return asked


def name(inquiry, at, unit="中共江城能源集团委员会"):
    details.add(inquiry.pk, organisation_name=unit, at=at)
    return Lead.objects.select_related("owner").get(pk=inquiry.lead_id)


def only(consultant, monday, starts, ends):
    """Let the consultant be on duty today only."""
    DatedShift.objects.create(consultant=consultant, on=monday.date(), starts=starts, ends=ends)
    forget_roster()


def leave_the_outbox():
    """The texts that wait are on their way."""
    Message.objects.queued().update(state=State.SENDING.value, attempts=1, gateway="twilio", claimed_at=clock.now())


def test_the_lead_goes_to_the_consultant_of_the_organisation(as_manager, inquiry, zhong, qian, monday):
    lead = name(inquiry, monday + MINUTE)

    assert (lead.owner, lead.touched_at, lead.routing_reason) == (qian, monday + MINUTE, "shown")
    line = Activity.objects.filter(lead=lead).latest("pk")
    assert (line.kind, line.actor, line.consultant, line.data["reason"]) == (Kind.ASSIGNED, None, qian, "organisation")
    assert line.data["from"] == "钟老师"
    why = as_manager.get(f"/desk/leads/{lead.pk}/").context["why"]
    assert (why.reason, why.at_first) == ("该单位的咨询老师", "页面上显示的咨询老师")
    assert {desk.name: (desk.consultant_id == why.chosen, against) for desk, against in why.considered} == {
        "钱老师": (True, ""),
        "钟老师": (False, "来电者或其单位归其他老师"),
    }
    assert not Activity.objects.filter(kind=Kind.SAME_ORGANISATION).exists()


def test_the_promise_stays_where_the_colleague_is_on_duty(inquiry, monday):
    before = inquiry.lead
    lead = name(inquiry, monday + MINUTE)

    assert (lead.escalation_instants, lead.escalate_at, lead.next_step_at, lead.response_due_at) == (
        before.escalation_instants,
        before.escalate_at,
        before.next_step_at,
        before.response_due_at,
    )


def test_the_promise_moves_where_the_colleague_is_off_duty(inquiry, qian, monday):
    only(qian, monday, time(14), time(18))
    lead = name(inquiry, monday + MINUTE)

    two = monday.replace(hour=14, minute=0)
    assert two < lead.response_due_at == lead.next_step_at == lead.promise_due_at <= two + timedelta(minutes=30)
    assert lead.escalate_at == lead.escalation_instants[0] > two
    planned = Task.objects.planned().get(lead=lead)
    assert (planned.due_at, planned.note) == (lead.response_due_at, inquiry.lead.next_step_note)


def test_the_escalation_and_the_plan_follow_the_new_owner(inquiry, qian, monday):
    step = PlanStep.objects.planned().get(run__lead=inquiry.lead)
    tomorrow = monday.date() + timedelta(days=1)
    Leave.objects.create(
        consultant=qian, starts_at=clock.start_of(tomorrow), ends_at=clock.start_of(tomorrow + timedelta(days=1))
    )
    forget_roster()
    lead = name(inquiry, monday + MINUTE)

    assert PlanStep.objects.planned().get(run__lead=lead).due_at == step.due_at + timedelta(days=1)
    escalation.escalate_due(lead.escalation_instants[0])
    assert Message.objects.get(template="response_reminder").to_number == qian.hotline


def test_everyone_who_got_a_text_before_gets_a_correction(inquiry, zhong, qian, monday):
    leave_the_outbox()
    lead = name(inquiry, monday + MINUTE)

    texts = {message.template: message for message in Message.objects.filter(dedupe_key__contains=":again:")}
    assert texts["inquiry_assigned"].to_number == qian.hotline
    assert texts["inquiry_went_on"].to_number == zhong.hotline
    assert "钱老师" in texts["inquiry_went_on"].body
    visitor = texts["inquiry_own_consultant"]
    assert visitor.to_number == lead.phone
    assert "由钱老师" in visitor.body
    assert inquiry.number in visitor.body
    assert UNIT not in visitor.body


def test_texts_that_were_not_sent_yet_are_cancelled_instead(inquiry, qian, zhong, monday):
    name(inquiry, monday + MINUTE)

    first = Message.objects.filter(dedupe_key__startswith=f"inquiry:{inquiry.number}:").exclude(
        dedupe_key__contains=":again:"
    )
    assert {message.state for message in first} == {State.CANCELLED}
    texts = {message.template: message for message in Message.objects.filter(dedupe_key__contains=":again:")}
    assert set(texts) == {"inquiry_received", "inquiry_assigned"}
    assert "钱老师" in texts["inquiry_received"].body


@pytest.mark.parametrize("phone", ["+44 7911 123456", "0796-8970353"], ids=["abroad", "landline"])
def test_a_visitor_who_got_no_confirmation_gets_no_corrected_one(zhong, qian, known, monday, phone):
    inquiry = ask(at=monday, phone=phone, shown_consultant_id=zhong.pk)
    lead = name(inquiry, monday + MINUTE)

    assert lead.owner == qian
    assert not Message.objects.filter(to_number=lead.phone).exists()


def test_the_visitor_s_page_names_the_new_consultant(client, zhong, qian, known, monday):
    typed = {"name": "王主任", "phone": "139 0000 2208", "head_count": "45", "consent": "on"}
    Consultant.objects.filter(pk=qian.pk).update(open_leads_at_most=None)
    Lead.objects.filter(pk=known.pk).update(last_asked_at=clock.now() - timedelta(days=9))
    LeadFactory.create_batch(3, owner=qian)
    first = client.post("/inquire/", typed, follow=True)
    assert first.context["consultant"] == zhong
    path = re.search(r'action="(/inquire/received/[^"]+/)"', first.text)[1]
    answer = client.post(path, {"organisation_name": UNIT}, headers={"X-Requested-With": "fetch"})

    for page in (answer, client.get(path)):
        assert page.context["consultant"] == qian
        assert "贵单位由钱老师对接，将由钱老师（而不是钟老师）给您回电" in page.text
        assert f"tel:{qian.hotline}" in page.text
        assert f"/hotline/{qian.pk}.vcf" in page.text
        assert page.context["promised"] in page.text


@pytest.mark.parametrize(
    "act",
    [
        lambda lead, who, at: leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=who, at=at),
        lambda lead, who, at: pool.reveal(lead.pk, by=who, purpose="call", at=at),
        lambda lead, who, at: leads.plan_call(lead.pk, due_at=at + timedelta(days=1), by=who, at=at),
        lambda lead, who, at: pool.keep(lead.pk, kept=True, by=who, at=at),
        lambda lead, who, at: leads.assign(lead.pk, to=ConsultantFactory(), by=who, at=at),
    ],
    ids=["called", "looked at the number", "planned", "kept", "handed over"],
)
def test_a_lead_on_which_a_consultant_acted_does_not_move(inquiry, zhong, monday, act):
    act(inquiry.lead, zhong.user, monday + MINUTE)
    owner = Lead.objects.get(pk=inquiry.lead_id).owner_id
    lead = name(inquiry, monday + 2 * MINUTE)

    assert lead.owner_id == owner
    assert not Action.objects.filter(kind=ActionKind.REROUTE).exists()


def test_a_lead_with_a_stand_in_does_not_move(inquiry, zhong, monday):
    escalation.escalate_due(inquiry.lead.response_due_at)

    assert name(inquiry, inquiry.lead.response_due_at + MINUTE).owner == zhong


@pytest.mark.parametrize("what", ["leave", "pause", "limit"])
def test_a_colleague_who_takes_no_new_leads_does_not_get_it(inquiry, zhong, qian, monday, what):
    if what == "leave":
        Leave.objects.create(consultant=qian, starts_at=monday, ends_at=monday + timedelta(days=3))
    elif what == "pause":
        Consultant.objects.filter(pk=qian.pk).update(
            paused_from=monday, paused_until=monday + timedelta(days=1), pause_reason="接待"
        )
    else:
        Consultant.objects.filter(pk=qian.pk).update(open_leads_at_most=1)
    # Nor does it go to another consultant with fewer leads.
    on_duty_every_day(ConsultantFactory())
    Consultant.objects.filter(pk=zhong.pk).update(open_leads_at_most=1)
    forget_roster()

    assert name(inquiry, monday + MINUTE).owner == zhong
    assert Activity.objects.filter(kind=Kind.SAME_ORGANISATION).count() == 2


def test_an_organisation_of_half_a_year_ago_moves_no_lead(inquiry, known, zhong, monday):
    Lead.objects.filter(pk=known.pk).update(last_asked_at=monday - timedelta(days=200))

    assert name(inquiry, monday + MINUTE).owner == zhong


def test_the_lead_moves_once_for_any_number_of_corrections(inquiry, zhong, qian, monday):
    other = Organisation.objects.create(name="南湖县教育局", key=Organisation.key_of("南湖县教育局"))
    LeadFactory(owner=zhong, asked_at=monday, organisation=other)
    name(inquiry, monday + MINUTE)
    lead = name(inquiry, monday + 2 * MINUTE, "南湖县教育局")

    assert lead.owner == qian
    assert Activity.objects.filter(lead=lead, kind=Kind.ASSIGNED).count() == 2


def test_a_returning_caller_comes_before_the_organisation(inquiry, zhong, qian, monday):
    Lead.objects.filter(pk=inquiry.lead_id).update(stage="lost", lost_reason="?", next_step_at=None, escalate_at=None)
    again = ask(at=monday + timedelta(days=1))
    assert again.lead.routing_reason == "returning"

    assert name(again, monday + timedelta(days=1, minutes=1)).owner == zhong


def test_a_telephone_caller_stays_with_who_answered(zhong, qian, known, monday):
    call = Call(name="王主任", phone=phones.parse("13900002208"))
    inquiry = telephone.take(call, by=zhong.user, at=monday)

    assert name(inquiry, monday + MINUTE).owner == zhong


def test_at_night_the_colleague_gets_it_while_off_duty(zhong, qian, known, monday):
    night = monday.replace(hour=23)
    inquiry = ask(at=night, shown_consultant_id=zhong.pk)

    assert name(inquiry, night + MINUTE).owner == qian


def test_a_manager_undoes_the_second_choice_with_its_promise(inquiry, zhong, qian, manager, monday):
    before = Lead.objects.get(pk=inquiry.lead_id)
    only(qian, monday, time(14), time(18))
    name(inquiry, monday + MINUTE)
    undo.undo(Action.objects.get(kind=ActionKind.REROUTE).pk, by=manager, at=monday + 2 * MINUTE)

    after = Lead.objects.get(pk=inquiry.lead_id)
    for column in ("owner", "escalation_instants", "escalate_at", "response_due_at", "next_step_at"):
        assert getattr(after, column) == getattr(before, column), column
    line = Activity.objects.filter(lead=after).latest("pk")
    assert (line.actor, line.consultant) == (manager, zhong)


def undone(inquiry, manager, at):
    undo.undo(Action.objects.get(kind=ActionKind.REROUTE).pk, by=manager, at=at)
    waiting = Message.objects.queued().filter(topic=inquiry.lead.topic)
    return sorted(waiting.values_list("dedupe_key", "to_number"))


def test_undone_at_once_it_sends_no_text_and_keeps_the_promise(inquiry, qian, manager, monday):
    leave_the_outbox()
    only(qian, monday, time(14), time(18))
    name(inquiry, monday + MINUTE)
    promised = inquiry.promised_at
    inquiry.refresh_from_db()
    assert inquiry.promised_at > promised

    assert not undone(inquiry, manager, monday + 2 * MINUTE)
    inquiry.refresh_from_db()
    assert inquiry.promised_at == promised


def test_undone_at_once_it_sends_the_first_texts(inquiry, zhong, manager, monday):
    Message.objects.update(expires_at=clock.now() + timedelta(days=1))
    first = {f"inquiry:{inquiry.number}:received": inquiry.phone, f"inquiry:{inquiry.number}:assigned": zhong.hotline}
    name(inquiry, monday + MINUTE)

    assert undone(inquiry, manager, monday + 2 * MINUTE) == sorted(first.items())


def test_undone_after_its_texts_were_sent_it_tells_the_owner(inquiry, zhong, manager, monday):
    leave_the_outbox()
    name(inquiry, monday + MINUTE)
    leave_the_outbox()

    assert undone(inquiry, manager, monday + 2 * MINUTE) == [(f"inquiry:{inquiry.number}:undone", zhong.hotline)]


def test_a_stand_in_keeps_it_from_being_undone(inquiry, zhong, manager, monday):
    lead = name(inquiry, monday + MINUTE)
    action = Action.objects.get(kind=ActionKind.REROUTE)
    escalation.escalate_due(lead.escalation_instants[1])
    assert action.leads.untouched().exists()

    escalation.escalate_due(lead.escalation_instants[2])
    with pytest.raises(HappenedSince):
        undo.undo(action.pk, by=manager, at=lead.escalation_instants[2])


def test_after_the_undo_no_consultant_is_reminded_twice(inquiry, zhong, manager, monday):
    lead = name(inquiry, monday + MINUTE)
    escalation.escalate_due(lead.escalation_instants[0])
    undo.undo(Action.objects.get(kind=ActionKind.REROUTE).pk, by=manager, at=lead.escalation_instants[0] + MINUTE)
    Message.objects.all().delete()

    escalation.escalate_due(lead.escalation_instants[0] + 2 * MINUTE)
    assert not Message.objects.exists()
    escalation.escalate_due(lead.escalation_instants[1])
    assert Message.objects.get(template="response_reminder").to_number == zhong.hotline


def test_it_cannot_be_undone_once_the_colleague_has_called(inquiry, qian, manager, monday):
    lead = name(inquiry, monday + MINUTE)
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=qian.user, at=monday + 2 * MINUTE)
    with pytest.raises(HappenedSince):
        undo.undo(Action.objects.get(kind=ActionKind.REROUTE).pk, by=manager, at=monday + 3 * MINUTE)


def test_a_manager_finds_it_on_the_page_of_automatic_actions(as_manager, zhong, qian, known):
    at = clock.now()
    Lead.objects.filter(pk=known.pk).update(last_asked_at=at - timedelta(days=9))
    asked = ask(at=at, shown_consultant_id=zhong.pk)
    Lead.objects.filter(pk=asked.lead_id).update(owner=zhong)
    name(asked, at + MINUTE)
    page = as_manager.get("/desk/pool/").text
    assert "王主任由钟老师转给单位对接的钱老师" in page
    as_manager.post(f"/desk/actions/{Action.objects.get().pk}/undo/")

    assert Lead.objects.get(pk=asked.lead_id).owner == zhong


def test_the_daily_limit_and_the_sweep_count_the_new_owner(inquiry, qian, monday):
    DeskRules.objects.create(pk=THE_ONE)
    lead = name(inquiry, monday + MINUTE)
    evening = monday.replace(hour=21, minute=30)
    reclaim.sweep(evening + timedelta(days=2))

    assert "王主任" in Message.objects.get(template="pool_warning", to_number=qian.hotline).body
    assert lead.owner == qian
