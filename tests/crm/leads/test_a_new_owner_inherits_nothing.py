"""Every way in which a lead gets another owner: cover, lock, warning and broken promise of the old owner end."""

from datetime import timedelta

import pytest

from consultants.models import Consultant
from consultants.queries import forget_roster
from crm.intake.services import details, escalation, telephone
from crm.intake.services.telephone import Call
from crm.leads.errors import OwnsItAlready
from crm.leads.models import Action, Lead, Organisation, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads, undo
from crm.pool.services import hand_over, pool, reclaim
from kit import phones
from messaging.models import Message, State
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def assigned(lead, zhong, qian, at):
    leads.assign(lead.pk, to=qian, by=None, at=at)


def handed_over(lead, zhong, qian, at):
    hand_over.move(zhong.pk, targets={lead.pk: qian.pk}, by=None, at=at)


def claimed(lead, zhong, qian, at):
    pool.give_back(lead.pk, by=None, at=at)
    pool.claim(lead.pk, by=qian.user, at=at)


def claimed_after_a_reclaim(lead, zhong, qian, at):
    Lead.objects.update(kept_at=None, warned_at=at - 2 * timedelta(days=1), touched_at=at - timedelta(days=30))
    reclaim.sweep(at)
    pool.claim(lead.pk, by=qian.user, at=at)


def assigned_out_of_the_pool(lead, zhong, qian, at):
    pool.give_back(lead.pk, by=None, at=at)
    leads.assign(lead.pk, to=qian, by=None, at=at)


def asked_again_when_the_owner_had_left(lead, zhong, qian, at):
    Consultant.objects.filter(pk=zhong.pk).update(is_active=False)
    forget_roster()
    ask(at=at)


def asked_again_out_of_the_pool(lead, zhong, qian, at):
    pool.give_back(lead.pk, by=None, at=at)
    Consultant.objects.filter(pk=zhong.pk).update(is_active=False)
    forget_roster()
    ask(at=at)


def telephoned(lead, zhong, qian, at, **values):
    Consultant.objects.filter(pk=zhong.pk).update(is_active=False)
    forget_roster()
    call = Call(name="王主任", phone=phones.parse("139 0000 2208"), **values)
    telephone.take(call, by=values.pop("by", qian.user), at=at)


def telephoned_and_was_answered(lead, zhong, qian, at):
    telephoned(lead, zhong, qian, at, outcome=Outcome.CALL_BACK)


def sent_to_who_knows_the_organisation(lead, zhong, qian, at):
    school = Organisation.objects.create(name="吉安一中", key=Organisation.key_of("吉安一中"))
    LeadFactory(owner=qian, organisation=school, asked_at=at)
    Lead.objects.filter(pk=lead.pk).update(backup=None)
    details.add(lead.inquiries.get().pk, organisation_name="吉安一中", at=at)


WAYS = [
    assigned,
    handed_over,
    claimed,
    claimed_after_a_reclaim,
    assigned_out_of_the_pool,
    asked_again_when_the_owner_had_left,
    asked_again_out_of_the_pool,
    telephoned,
    telephoned_and_was_answered,
    sent_to_who_knows_the_organisation,
]


@pytest.fixture
def late(lead, zhong, qian, monday):
    """Two hours later: 钟老师 keeps the lead, was warned of it, broke the promise, and a colleague covers."""
    at = monday + timedelta(hours=2)
    Lead.objects.update(
        backup=qian, kept_at=monday + MINUTE, warned_at=monday + 2 * MINUTE, escalate_at=lead.escalation_instants[-1]
    )
    lead.refresh_from_db()
    return at


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_the_old_claim_is_left(way, lead, late, zhong, qian):
    way(lead, zhong, qian, late)

    lead.refresh_from_db()
    assert lead.owner == qian
    assert (lead.pooled_at, lead.backup, lead.kept_at, lead.warned_at) == (None, None, None, None)
    assert lead.touched_at == late
    assert lead.escalate_at is None or late < lead.escalate_at == lead.escalation_instants[0]


def silent(lead, zhong, qian, at):
    """Every step has been taken, and there was no call."""
    escalation.escalate_due(at)
    Message.objects.all().delete()
    lead.refresh_from_db()
    assert lead.escalate_at is None
    return at


@pytest.mark.parametrize("way", WAYS[:5])
def test_a_visitor_not_called_yet_is_promised_a_new_call(way, lead, zhong, qian, monday):
    at = silent(lead, zhong, qian, monday + timedelta(hours=2))
    way(lead, zhong, qian, at)

    lead.refresh_from_db()
    assert at < lead.escalate_at < lead.promise_due_at
    assert lead.promise_due_at == lead.next_step_at == Task.objects.planned().get().due_at
    assert escalation.escalate_due(lead.escalation_instants[-1]) > 0


def test_a_call_that_was_undone_leaves_the_visitor_waiting(lead, zhong, qian, monday):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=zhong.user, at=monday)
    undo.undo(Action.objects.get().pk, by=zhong.user, at=monday + MINUTE)
    at = silent(lead, zhong, qian, monday + timedelta(hours=2))
    assigned(lead, zhong, qian, at)

    lead.refresh_from_db()
    assert lead.escalate_at > at


def test_a_visitor_who_was_called_is_promised_nothing_new(lead, zhong, qian, monday):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=zhong.user, at=monday)
    assigned(lead, zhong, qian, monday + MINUTE)

    lead.refresh_from_db()
    assert (lead.owner, lead.escalate_at) == (qian, None)


@pytest.mark.parametrize(("way", "template"), [(assigned, "inquiry_assigned"), (handed_over, "desk_handed_over")])
def test_the_new_owner_gets_a_notice(way, template, zhong, qian, lead, monday):
    Message.objects.all().delete()
    way(lead, zhong, qian, monday)

    assert Message.objects.get(template=template).to_number == qian.hotline


def test_a_consultant_who_takes_a_lead_gets_no_text(lead, qian, monday):
    Message.objects.all().delete()
    leads.assign(lead.pk, to=qian, by=qian.user, at=monday)

    assert not Message.objects.exists()


def test_an_undo_before_the_text_has_left_cancels_it(qian, lead, manager, monday):
    Message.objects.all().delete()
    _lead, action = leads.assign(lead.pk, to=qian, by=manager, at=monday)
    undo.undo(action.pk, by=manager, at=monday + MINUTE)

    assert Message.objects.get().state == State.CANCELLED


@pytest.mark.parametrize(("way", "count"), [(assigned, 1), (handed_over, 2)])
def test_an_undo_after_the_text_has_left_sends_another(way, count, qian, lead, zhong, manager, monday):
    leads_of_zhong = [lead, *LeadFactory.create_batch(count - 1, owner=zhong, name="李老师", asked_at=monday)]
    Message.objects.all().delete()
    if way is assigned:
        leads.assign(lead.pk, to=qian, by=manager, at=monday)
    else:
        hand_over.move(zhong.pk, targets={each.pk: qian.pk for each in leads_of_zhong}, by=manager, at=monday)
    Message.objects.update(state=State.DELIVERED, settled_at=monday, provider_sid="SM1", gateway="console", attempts=1)
    undo.undo(Action.objects.get().pk, by=manager, at=monday + MINUTE)

    text = Message.objects.get(template="assignment_undone")
    assert text.to_number == qian.hotline
    assert f"{count}条线索（{'、'.join(each.name for each in leads_of_zhong)}）" in text.body


def test_an_owner_is_not_given_the_lead_again(lead, zhong, manager, monday):
    with pytest.raises(OwnsItAlready):
        leads.assign(lead.pk, to=zhong, by=manager, at=monday)

    assert not Action.objects.exists()


def test_the_page_says_whose_the_lead_is_already(as_zhong, lead, zhong):
    answer = as_zhong.post(f"/desk/leads/{lead.pk}/assign/", {"to": zhong.pk})

    assert answer.status_code == 422
    assert "已经归钟老师" in answer.text


def test_a_promise_the_new_owner_can_keep_stays(lead, qian, monday):
    promised = lead.promise_due_at
    leads.assign(lead.pk, to=qian, by=None, at=monday + 6 * MINUTE)

    lead.refresh_from_db()
    assert lead.promise_due_at == promised
    assert lead.escalate_at == lead.escalation_instants[1]


def test_undone_the_old_owner_has_the_old_promise(lead, late, qian):
    person = UserFactory(role="manager")
    before = (lead.backup, lead.kept_at, lead.warned_at, lead.escalate_at, lead.escalation_instants)
    _lead, action = leads.assign(lead.pk, to=qian, by=person, at=late)
    undo.undo(action.pk, by=person, at=late + MINUTE)

    lead.refresh_from_db()
    assert (lead.backup, lead.kept_at, lead.warned_at, lead.escalate_at, lead.escalation_instants) == before


def test_the_owner_is_not_offered_as_a_receiver(as_zhong, lead, zhong, qian):
    offered = as_zhong.get(f"/desk/leads/{lead.pk}/").context["assign_form"].fields["to"].queryset

    assert (zhong in offered, qian in offered) == (False, True)
