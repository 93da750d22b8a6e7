from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role
from consultants.models import Leave, Shift
from crm.cadences.models import PlanStep
from crm.cadences.services import steps
from crm.leads.errors import LeadIsClosed, LeadIsInPool
from crm.leads.models import Activity, DeskRules, Kind, Lead, Task
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from crm.pool.errors import AllowanceUsedUp, AlreadyTaken, CoolingDown, KeepQuotaUsedUp, NotAConsultant
from crm.pool.models import Allowance
from crm.pool.queries import pool as pool_queries
from crm.pool.services import pool, reclaim
from enrollment.seats.services import registrations
from kit import clock
from messaging.models import Message, Purpose, State
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import ConsultantFactory, UserFactory
from tests.statements import once

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def evening(monday, days=0):
    """After duty has ended, so many days later."""
    return monday.replace(hour=21, minute=30) + days * DAY


@pytest.fixture
def pooled(qian, lead, monday):
    """王主任's lead, put into the pool this morning."""
    pool.give_back(lead.pk, by=None, at=monday)
    lead.refresh_from_db()
    return lead


def rules(**values):
    return DeskRules.objects.create(pk=THE_ONE, **values)


def test_an_untouched_lead_is_warned_of_and_then_returns(lead, zhong, monday):
    assert reclaim.sweep(evening(monday, 1)) == (0, 0)
    assert reclaim.sweep(evening(monday, 2)) == (1, 0)
    assert reclaim.sweep(evening(monday, 3)) == (0, 1)

    lead.refresh_from_db()
    assert (lead.owner, lead.pooled_from, lead.pooled_at) == (None, zhong, evening(monday, 3))
    assert (lead.next_step_at, lead.escalate_at) == (None, None)
    assert not Task.objects.planned().exists()
    assert not PlanStep.objects.planned().exists()
    kinds = list(Activity.objects.order_by("-pk").values_list("kind", flat=True)[:2])
    assert kinds == [Kind.POOLED, Kind.WARNED]


def test_the_warning_is_one_text_however_many_leads_it_is_about(zhong, monday):
    for number in range(4):
        ask(at=monday, phone=f"139 0000 {1000 + number}", name=f"王{number}")
    reclaim.sweep(evening(monday, 2))

    text = Message.objects.get(template="pool_warning")
    assert text.to_number == zhong.hotline
    assert "4条" in text.body
    assert text.due_at > evening(monday, 2)  # not at half past nine in the evening


def test_no_owner_loses_a_lead_unwarned_after_weeks_without_a_sweep(lead, monday):
    assert reclaim.sweep(evening(monday, 20)) == (1, 0)
    assert reclaim.sweep(evening(monday, 20) + timedelta(hours=1)) == (0, 0)
    assert reclaim.sweep(evening(monday, 21)) == (0, 1)


def test_a_call_starts_the_days_anew_and_ends_the_warning(lead, monday):
    reclaim.sweep(evening(monday, 2))
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=None, at=monday + 3 * DAY)

    assert reclaim.sweep(evening(monday, 4)) == (0, 0)
    assert reclaim.sweep(evening(monday, 5)) == (1, 0)


def test_planning_a_call_is_no_touch(lead, monday):
    leads.plan_call(lead.pk, due_at=monday + 30 * DAY, by=None, at=monday + 2 * DAY)
    reclaim.sweep(evening(monday, 2))

    assert reclaim.sweep(evening(monday, 3)) == (0, 1)


def test_the_stage_decides_how_long(lead, monday):
    leads.log_call(lead.pk, outcome=Outcome.CALL_BACK, by=None, at=monday)
    for day in range(7):
        assert reclaim.sweep(evening(monday, day))[1] == 0

    assert reclaim.sweep(evening(monday, 7)) == (0, 1)


def test_days_off_duty_do_not_count(lead, zhong, monday):
    midnight = clock.start_of(monday.date())
    Leave.objects.create(consultant=zhong, starts_at=midnight + DAY, ends_at=midnight + 8 * DAY)
    for day in range(10):
        assert reclaim.sweep(evening(monday, day))[1] == 0


def test_a_consultant_without_any_duty_is_counted_in_calendar_days(lead, zhong, monday):
    Shift.objects.all().delete()
    zhong.is_active = False
    zhong.save(update_fields=["is_active"])
    reclaim.sweep(monday + 3 * DAY)

    assert reclaim.sweep(monday + 5 * DAY) == (0, 1)


def test_a_lead_claimed_last_night_is_not_returned(lead, qian, monday):
    pool.give_back(lead.pk, by=None, at=monday)
    pool.claim(lead.pk, by=qian.user, at=evening(monday, 30) - timedelta(minutes=1))

    assert reclaim.sweep(evening(monday, 30)) == (0, 0)
    assert reclaim.sweep(evening(monday, 31)) == (0, 0)


def test_what_ended_stays_where_it_is(lead, monday):
    leads.advance(lead.pk, to=Stage.LOST, by=None, lost_reason="预算不够", at=monday)

    assert reclaim.sweep(evening(monday, 90)) == (0, 0)


def test_a_stage_without_days_never_returns(lead, monday):
    rules(days_new=None)

    assert reclaim.sweep(evening(monday, 90)) == (0, 0)


def test_a_kept_lead_never_returns_and_letting_it_go_starts_anew(lead, zhong, monday):
    pool.keep(lead.pk, kept=True, by=zhong.user, at=monday)
    assert reclaim.sweep(evening(monday, 40)) == (0, 0)

    pool.keep(lead.pk, kept=False, by=zhong.user, at=evening(monday, 40))
    assert reclaim.sweep(evening(monday, 41)) == (0, 0)


def test_keeping_has_a_quota(lead, zhong, monday):
    rules(keep_quota=1)
    pool.keep(lead.pk, kept=True, by=zhong.user, at=monday)
    with pytest.raises(KeepQuotaUsedUp):
        pool.keep(LeadFactory(owner=zhong).pk, kept=True, by=zhong.user)


def test_the_preview_counts_what_would_be_due(lead, monday):
    due = pool_queries.preview(DeskRules(days_new=2), evening(monday, 2))

    assert due == {Stage.NEW: 1}
    assert pool_queries.preview(DeskRules(days_new=3), evening(monday, 2)) == {}


@pytest.mark.parametrize(
    "wrong", [{"days_new": 1}, {"days_new": 61}, {"warn_days": 0}, {"days_contacted": 3, "warn_days": 3}]
)
def test_the_database_refuses_rules_that_leave_no_time_to_warn(db, wrong):
    with pytest.raises(IntegrityError, match="leads_deskrules"):
        rules(**wrong)


def test_the_pool_is_seen_by_consultants_and_not_by_editors(pooled, qian, editor):
    assert Lead.objects.visible_to(qian.user).get() == pooled
    assert not Lead.objects.visible_to(editor).exists()


def test_a_claimed_lead_keeps_its_history_and_has_a_call_planned(pooled, qian, monday):
    pool.claim(pooled.pk, by=qian.user, at=monday)

    pooled.refresh_from_db()
    assert (pooled.owner, pooled.pooled_at, pooled.touched_at) == (qian, None, monday)
    assert pooled.next_step_at == pooled.promise_due_at == Task.objects.planned().get().due_at
    assert Activity.objects.filter(lead=pooled, kind=Kind.ASKED).exists()
    assert Activity.objects.latest("pk").data == {"reason": "claimed"}


def test_a_slower_consultant_is_told_who_was_quicker(pooled, qian, zhong, monday):
    pool.claim(pooled.pk, by=qian.user, at=monday)
    with pytest.raises(AlreadyTaken) as refusal:
        pool.claim(pooled.pk, by=ConsultantFactory().user, at=monday)
    assert "钱老师" in str(refusal.value)


def test_the_last_owner_waits_until_colleagues_had_their_turn(pooled, zhong, monday):
    with pytest.raises(CoolingDown):
        pool.claim(pooled.pk, by=zhong.user, at=monday + DAY)
    assert not Allowance.objects.exists()

    pool.claim(pooled.pk, by=zhong.user, at=monday + 4 * DAY)
    pooled.refresh_from_db()
    assert pooled.owner == zhong


def test_a_day_allows_so_many_claims(pooled, qian, zhong, monday):
    rules(claims_a_day=1)
    other = LeadFactory(owner=None, pooled_at=monday, next_step_at=None)
    pool.claim(pooled.pk, by=qian.user, at=monday)
    with pytest.raises(AllowanceUsedUp):
        pool.claim(other.pk, by=qian.user, at=monday)

    pool.claim(other.pk, by=qian.user, at=monday + DAY)


def test_a_claim_that_loses_costs_nothing_of_the_day(pooled, qian, monday):
    pool.claim(pooled.pk, by=qian.user, at=monday)
    with pytest.raises(AlreadyTaken):
        pool.claim(pooled.pk, by=qian.user, at=monday)

    assert Allowance.objects.get().used == 1


def test_a_manager_assigns_and_does_not_claim(pooled, manager, qian, monday):
    with pytest.raises(NotAConsultant):
        pool.claim(pooled.pk, by=manager)
    leads.assign(pooled.pk, to=qian, by=manager, at=monday)

    pooled.refresh_from_db()
    assert (pooled.owner, pooled.next_step_at) == (qian, pooled.promise_due_at)


def test_a_visitor_called_before_is_due_within_two_hours_of_duty(qian, lead, manager, zhong, monday):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=zhong.user, at=monday)
    pool.give_back(lead.pk, by=None, at=monday)
    leads.assign(lead.pk, to=qian, by=manager, at=monday)

    lead.refresh_from_db()
    assert (lead.escalate_at, lead.next_step_at) == (None, monday + timedelta(hours=2))


def test_a_consultant_cannot_assign_out_of_the_pool(pooled, qian):
    with pytest.raises(LeadIsInPool):
        leads.assign(pooled.pk, to=qian, by=qian.user)


def test_a_lead_in_the_pool_cannot_be_worked_on(pooled, qian, monday):
    with pytest.raises(LeadIsInPool):
        leads.log_call(pooled.pk, outcome=Outcome.INTERESTED, by=qian.user)
    with pytest.raises(LeadIsInPool):
        leads.note(pooled.pk, text="?", by=qian.user)
    with pytest.raises(LeadIsInPool):
        leads.advance(pooled.pk, to=Stage.CONTACTED, by=qian.user)
    with pytest.raises(LeadIsInPool):
        leads.plan_call(pooled.pk, due_at=monday + 90 * DAY, by=qian.user)
    with pytest.raises(LeadIsInPool):
        registrations.open_for(pooled.pk, session_id=ClassSessionFactory().pk, seats=2, by=None)
    with pytest.raises(LeadIsInPool):
        pool.give_back(pooled.pk, by=None)
    with pytest.raises(LeadIsInPool):
        pool.keep(pooled.pk, kept=True, by=None)


def test_what_ended_is_not_put_into_the_pool(lead):
    leads.advance(lead.pk, to=Stage.LOST, by=None, lost_reason="预算不够")
    with pytest.raises(LeadIsClosed):
        pool.give_back(lead.pk, by=None)


def test_a_visitor_who_asks_again_leaves_the_pool(pooled, zhong, monday):
    ask(at=monday + DAY)

    pooled.refresh_from_db()
    assert (pooled.owner, pooled.pooled_at) == (zhong, None)
    assert pooled.escalate_at == monday + DAY + timedelta(minutes=5)


def test_no_text_follows_a_lead_into_the_pool(lead, zhong, monday):
    steps.take_due(monday.replace(hour=8) + DAY)
    steps.take_due(monday.replace(hour=9) + DAY)
    waiting = Message.objects.get(purpose=Purpose.FOLLOW_UP)
    pool.give_back(lead.pk, by=None, at=monday + DAY)

    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED


def test_numbers_of_the_pool_have_a_daily_limit_and_are_recorded(pooled, qian, manager, monday):
    rules(reveals_a_day=1)
    pool.reveal(pooled.pk, by=qian.user, purpose="read", at=monday)
    with pytest.raises(AllowanceUsedUp):
        pool.reveal(pooled.pk, by=qian.user, purpose="read", at=monday)
    pool.reveal(pooled.pk, by=manager, purpose="read", at=monday)

    assert Activity.objects.filter(kind=Kind.REVEALED).count() == 2


@pytest.mark.parametrize(
    ("values", "law"),
    [
        ({"owner": None}, "leads_lead_is_owned_or_in_the_pool"),
        ({"pooled_at": "2026-11-23T00:00Z"}, "leads_lead_is_owned_or_in_the_pool"),
        ({"owner": None, "pooled_at": "2026-11-23T00:00Z"}, "leads_lead_pool_holds_only_open_leads_at_rest"),
    ],
)
def test_the_database_refuses_a_lead_with_neither_or_both(lead, values, law):
    with pytest.raises(IntegrityError, match=law):
        Lead.objects.update(**values)


def test_a_sweep_costs_the_same_for_any_number_of_leads(zhong, monday):
    def cost(number):
        with transaction.atomic():
            for each in range(number):
                ask(at=monday, phone=f"139 0000 {1000 + each}")
            reclaim.sweep(evening(monday, 2))
            swept = []
            statements = once(lambda: swept.append(reclaim.sweep(evening(monday, 3))))
            transaction.set_rollback(True)
        assert swept == [(0, number)]
        return statements

    cost(2)  # what is read once in a while is read now
    assert cost(1) == cost(5)


def test_an_editor_is_no_consultant(pooled):
    with pytest.raises(NotAConsultant):
        pool.claim(pooled.pk, by=UserFactory(role=Role.EDITOR))
