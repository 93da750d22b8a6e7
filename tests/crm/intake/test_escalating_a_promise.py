from datetime import timedelta

import pytest
from django.db import IntegrityError

from consultants.models import Consultant, Leave, Shift
from consultants.queries import forget_roster, roster
from consultants.rules import duty
from consultants.rules.duty import Window
from crm.intake.models import Escalation
from crm.intake.rules import escalation as escalation_rules
from crm.intake.rules.escalation import Colleague
from crm.intake.services import escalation
from crm.leads.models import Activity, DeskRules, Kind, Lead
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules import escalation_steps
from crm.leads.rules.escalation_steps import EscalationStep
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from crm.routing.queries import active
from crm.routing.services import rule_sets
from messaging.models import Message
from tests.factories.leads import ask
from tests.factories.people import ConsultantFactory
from tests.statements import once

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def steps():
    return list(Escalation.objects.order_by("pk").values_list("step", flat=True))


def test_each_step_is_due_at_its_share_of_the_duty_time(lead, monday):
    assert [step - monday for step in lead.escalation_instants] == [5 * MINUTE, 9 * MINUTE, 10 * MINUTE, 20 * MINUTE]
    assert lead.escalate_at == monday + 5 * MINUTE
    assert lead.response_due_at == lead.promise_due_at


def test_a_step_due_at_night_waits_for_the_morning(zhong, monday):
    evening = monday.replace(hour=20, minute=53)
    lead = ask(at=evening).lead

    assert lead.escalation_instants[0] == evening + 5 * MINUTE
    assert lead.escalation_instants[1] == (evening + timedelta(days=1)).replace(hour=8, minute=2)


def test_without_any_duty_the_shares_are_of_24_hours(monday):
    day = timedelta(days=1)

    assert escalation_steps.instants([], monday, 10, without_roster=day) == [
        monday + day / 2, monday + day * 0.9, monday + day, monday + day * 2
    ]  # fmt: skip


def test_the_steps_are_taken_in_order(lead, zhong, qian, monday):
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8613900000001")
    for minute in range(25):
        escalation.escalate_due(monday + minute * MINUTE)

    assert steps() == [EscalationStep.HALF, EscalationStep.MOST, EscalationStep.BACKUP, EscalationStep.MANAGER]
    sent = Message.objects.filter(template__startswith="response_").order_by("pk")
    assert [message.to_number for message in sent] == [zhong.hotline, zhong.hotline, qian.hotline, "+8613900000001"]
    assert list(Activity.objects.filter(kind=Kind.ESCALATED).order_by("pk").values_list("data__to", flat=True)) == [
        "钟老师", "钟老师", "钱老师", "主管"
    ]  # fmt: skip


def test_the_escalation_ends_with_a_call(lead, qian, monday):
    escalation.escalate_due(monday + 6 * MINUTE)
    leads.log_call(lead.pk, outcome=Outcome.CALL_BACK, by=None, at=monday + 7 * MINUTE)
    escalation.escalate_due(monday + timedelta(days=3))

    assert steps() == [EscalationStep.HALF]


def test_the_escalation_ends_with_the_lead(lead, monday):
    leads.advance(lead.pk, to=Stage.LOST, by=None, lost_reason="预算不够", at=monday)

    assert escalation.escalate_due(monday + timedelta(days=3)) == 0


def test_a_reminder_is_left_out_when_a_later_step_is_due(lead, qian, monday):
    escalation.escalate_due(monday + timedelta(hours=1))

    assert steps() == [EscalationStep.BACKUP, EscalationStep.MANAGER]


def test_a_second_sweep_finds_nothing(lead, monday):
    assert escalation.escalate_due(monday + 5 * MINUTE) == 1
    assert escalation.escalate_due(monday + 5 * MINUTE) == 0


def test_a_step_is_taken_once_even_when_the_clock_is_set_back(lead, monday):
    escalation.escalate_due(monday + 5 * MINUTE)
    Lead.objects.update(escalate_at=monday)
    escalation.escalate_due(monday + 5 * MINUTE)

    assert steps() == [EscalationStep.HALF]
    assert Message.objects.filter(template="response_reminder").count() == 1


def test_the_database_refuses_a_step_taken_twice(lead, monday):
    escalation.escalate_due(monday + 5 * MINUTE)
    taken = Escalation.objects.get()
    taken.pk = None
    with pytest.raises(IntegrityError, match="intake_escalation_once"):
        taken.save(force_insert=True)


def test_the_database_refuses_a_clock_on_a_lead_that_has_ended(lead):
    with pytest.raises(IntegrityError, match="leads_lead_only_open_leads_escalate"):
        Lead.objects.update(stage=Stage.LOST, lost_reason="预算不够", next_step_at=None)


def test_the_stand_in_sees_the_lead_until_it_is_answered(lead, qian, monday):
    assert not Lead.objects.visible_to(qian.user).exists()
    escalation.escalate_due(monday + 11 * MINUTE)
    assert Lead.objects.visible_to(qian.user).get() == lead

    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=qian.user, at=monday + 12 * MINUTE)
    assert not Lead.objects.visible_to(qian.user).exists()


def test_an_owner_who_has_left_is_not_reminded_but_a_colleague_is(lead, zhong, qian):
    Consultant.objects.filter(pk=zhong.pk).update(is_active=False)
    forget_roster()
    escalation.escalate_due(lead.escalation_instants[0])

    assert Message.objects.get(template="response_reminder").to_number == qian.hotline


def test_without_a_colleague_on_duty_the_fallback_stands_in(lead, zhong, qian, liu, monday):
    Leave.objects.create(consultant=qian, starts_at=monday, ends_at=monday + timedelta(days=2))
    rule_sets.publish(version=0, rules=[], shown="after", fallback=liu, by=None)
    active.forget_rules()
    escalation.escalate_due(monday + 11 * MINUTE)

    assert Escalation.objects.get(step=EscalationStep.BACKUP).to == liu


def test_without_any_stand_in_the_timeline_names_the_manager(lead, monday):
    for minute in (11, 21):
        escalation.escalate_due(monday + minute * MINUTE)

    assert list(Escalation.objects.order_by("pk").values_list("step", "to")) == [("backup", None), ("manager", None)]


def test_colleagues_on_duty_stand_in_in_turn():
    colleagues = [Colleague(pk, pk, is_on_duty=pk != 3) for pk in (1, 2, 3, 4)]

    assert [
        escalation_rules.stand_in(colleagues, owner_id=1, rotation=turn, fallback_id=None) for turn in range(3)
    ] == [
        2,
        4,
        2,
    ]


def test_a_visitor_who_asks_again_gets_a_new_promise(lead, zhong, monday):
    leads.log_call(lead.pk, outcome=Outcome.CALL_BACK, by=None, at=monday + MINUTE)
    again = monday + timedelta(hours=2)
    ask(at=again)
    escalation.escalate_due(again + 5 * MINUTE)

    assert Escalation.objects.get().promise_due_at == again + 10 * MINUTE


def test_a_first_answer_keeps_its_elapsed_and_its_duty_time(zhong, monday):
    evening = monday.replace(hour=20, minute=50)
    lead = ask(at=evening).lead
    answered = (evening + timedelta(days=1)).replace(hour=8, minute=5)
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=None, at=answered)

    lead.refresh_from_db()
    assert lead.response_duty_seconds == 15 * 60
    assert Activity.objects.get(kind=Kind.CALLED).data == {"wall_seconds": (11 * 60 + 15) * 60, "duty_seconds": 15 * 60}


def test_a_wait_beyond_the_roster_is_counted_in_pieces(lead, zhong, monday):
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=None, at=monday + timedelta(days=30))

    lead.refresh_from_db()
    assert lead.response_duty_seconds == 30 * 13 * 3600


def test_duty_within_a_stretch_counts_the_overlaps_only(monday):
    day = [
        Window(monday, monday + timedelta(hours=2)),
        Window(monday + timedelta(hours=3), monday + timedelta(hours=4)),
    ]

    duration = duty.within(day, monday + timedelta(hours=1), monday + timedelta(hours=3, minutes=30))
    assert duration == timedelta(hours=1, minutes=30)


def test_a_sweep_costs_the_same_for_any_number_of_leads(zhong, monday):
    ConsultantFactory()
    counts = []
    taken = []
    for number in (1, 20):
        for visitor in range(number):
            ask(at=monday, phone=f"139 0000 {100 * number + visitor:04d}")
        roster(monday + 5 * MINUTE)
        active.rules(monday + 5 * MINUTE)
        counts.append(once(lambda: taken.append(escalation.escalate_due(monday + 5 * MINUTE))))
    assert taken == [1, 20]
    assert counts[0] == counts[1]


def test_a_consultant_without_shifts_is_measured_without_duty(lead, zhong, monday):
    Shift.objects.all().delete()
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=None, at=monday + timedelta(minutes=4))

    lead.refresh_from_db()
    assert lead.response_duty_seconds == 0


def test_a_promise_made_after_a_broken_one_has_a_clock_of_its_own(lead, qian, monday):
    for minute in range(12):
        escalation.escalate_due(monday + minute * MINUTE)
    again = ask(at=monday + 13 * MINUTE).lead

    assert again == lead
    assert again.promise_due_at == again.next_step_at == monday + 23 * MINUTE
    assert again.escalate_at == monday + 18 * MINUTE
