from datetime import timedelta

import pytest

from consultants.models import Leave
from crm.leads.errors import HappenedSince, ReceiverNotAvailable
from crm.leads.models import Action, Activity, Kind, Lead
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, undo
from crm.pool.errors import DeskChangedMeanwhile
from crm.pool.rules import shares
from crm.pool.services import hand_over
from kit import clock
from messaging.models import Message
from tests.factories.leads import LeadFactory
from tests.factories.people import ConsultantFactory
from tests.statements import costs

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(zhong, qian):
    """钟老师 is on leave since yesterday, and 钱老师 covers."""
    now = clock.now()
    return Leave.objects.create(
        consultant=zhong, cover=qian, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1)
    )


def on_the_cover_s_desk(client, qian, **query):
    client.force_login(qian.user)
    return list(client.get("/desk/", {"tab": "cover"} | query).context["page_obj"])


def test_what_falls_due_today_shows_on_the_cover_s_desk(client, away, zhong, qian):
    now = clock.now()
    due = LeadFactory(owner=zhong, next_step_at=now - timedelta(minutes=3))
    LeadFactory(owner=zhong, next_step_at=now + timedelta(days=3), first_response_at=now)

    assert on_the_cover_s_desk(client, qian) == [due]
    page = client.get("/desk/").text
    assert "代班" in page
    assert client.get(f"/desk/leads/{due.pk}/").status_code == 200


def test_a_first_call_shows_at_once_though_it_is_due_tomorrow(client, away, zhong, qian):
    tomorrow = clock.now() + timedelta(days=1)
    waiting = LeadFactory(owner=zhong, next_step_at=tomorrow, escalation_instants=[tomorrow] * 4, escalate_at=tomorrow)
    LeadFactory(owner=zhong, next_step_at=clock.now() + timedelta(days=1), first_response_at=clock.now())

    assert on_the_cover_s_desk(client, qian) == [waiting]


def test_it_goes_back_by_itself_when_the_leave_ends(client, away, zhong, qian):
    due = LeadFactory(owner=zhong, next_step_at=clock.now())
    away.ends_at = clock.now() - timedelta(minutes=1)
    away.save(update_fields=["ends_at"])

    assert on_the_cover_s_desk(client, qian) == []
    assert "代班" not in client.get("/desk/").text
    assert client.get(f"/desk/leads/{due.pk}/").status_code == 404
    due.refresh_from_db()
    assert due.owner == zhong


def test_a_leave_that_is_not_confirmed_shows_nothing(client, away, zhong, qian):
    LeadFactory(owner=zhong, next_step_at=clock.now())
    Leave.objects.update(state="requested")

    assert on_the_cover_s_desk(client, qian) == []


def test_a_promise_taken_over_lies_there_too(client, zhong, qian):
    lead = LeadFactory(owner=zhong, backup=qian)

    assert on_the_cover_s_desk(client, qian) == [lead]


def test_leads_are_spread_so_that_desks_even_out():
    given = shares.spread(range(10), {1: 4, 2: 0, 3: 2})

    assert sorted(given) == list(range(10))
    desks = [list(given.values()).count(receiver) + load for receiver, load in {1: 4, 2: 0, 3: 2}.items()]
    assert sorted(desks) == [5, 5, 6]


def test_without_receivers_nothing_is_spread():
    assert shares.spread([1, 2], {}) == {}


def everything_to(owner, receiver):
    return {lead.pk: receiver.pk for lead in Lead.objects.filter(owner=owner).open()}


def test_all_open_leads_move_in_one_action_and_back_in_one(zhong, qian, manager, monday):
    moved = LeadFactory.create_batch(3, owner=zhong, asked_at=monday)
    ended = LeadFactory(owner=zhong, stage="lost", lost_reason="预算不够", next_step_at=None)
    action = hand_over.move(zhong.pk, targets=everything_to(zhong, qian), by=manager, reason="离职", at=monday)

    assert set(Lead.objects.filter(owner=qian)) == set(moved)
    assert Activity.objects.filter(kind=Kind.ASSIGNED, data__reason="handed_over", consultant=qian).count() == 3
    assert "3条" in Message.objects.get(template="desk_handed_over").body
    ended.refresh_from_db()
    assert ended.owner == zhong

    undo.undo(action.pk, by=manager, at=monday + timedelta(minutes=5))
    assert set(Lead.objects.filter(owner=zhong).open()) == set(moved)


def test_one_lead_that_went_on_keeps_all_where_they_are_and_is_named(zhong, qian, manager, monday):
    first, _second = LeadFactory.create_batch(2, owner=zhong, asked_at=monday)
    action = hand_over.move(zhong.pk, targets=everything_to(zhong, qian), by=manager, at=monday)
    leads.note(first.pk, text="已联系", by=qian.user, at=monday)
    with pytest.raises(HappenedSince):
        undo.undo(action.pk, by=manager, at=monday + timedelta(minutes=5))

    assert Lead.objects.filter(owner=qian).count() == 2


@pytest.mark.parametrize("closed", ["consultant", "account"])
def test_nothing_returns_to_a_consultant_who_has_left_meanwhile(zhong, qian, manager, monday, closed):
    LeadFactory(owner=zhong, asked_at=monday)
    action = hand_over.move(zhong.pk, targets=everything_to(zhong, qian), by=manager, at=monday)
    left = {"consultant": zhong, "account": zhong.user}[closed]
    left.is_active = False
    left.save(update_fields=["is_active"])
    with pytest.raises(HappenedSince):
        undo.undo(action.pk, by=manager, at=monday + timedelta(minutes=5))

    assert Lead.objects.get().owner == qian


def test_a_move_can_be_undone_after_the_owner_has_left(zhong, manager, monday):
    lead = LeadFactory(owner=zhong, asked_at=monday)
    zhong.is_active = False
    zhong.save(update_fields=["is_active"])
    leads.advance(lead.pk, to=Stage.QUALIFIED, by=manager, at=monday)
    undo.undo(Action.objects.get().pk, by=manager, at=monday + timedelta(minutes=5))

    lead.refresh_from_db()
    assert (lead.stage, lead.owner) == (Stage.NEW, zhong)


def test_a_lead_that_came_meanwhile_is_not_left_behind_silently(zhong, qian, manager):
    LeadFactory(owner=zhong)
    targets = everything_to(zhong, qian)
    LeadFactory(owner=zhong)
    with pytest.raises(DeskChangedMeanwhile):
        hand_over.move(zhong.pk, targets=targets, by=manager)

    assert Lead.objects.filter(owner=zhong).count() == 2


def test_only_colleagues_who_work_here_receive(zhong, manager):
    LeadFactory(owner=zhong)
    with pytest.raises(ReceiverNotAvailable):
        hand_over.move(zhong.pk, targets=everything_to(zhong, ConsultantFactory(is_active=False)), by=manager)
    with pytest.raises(ReceiverNotAvailable):
        hand_over.move(zhong.pk, targets=everything_to(zhong, zhong), by=manager)


def test_the_preview_costs_the_same_for_any_number_of_leads(as_manager, zhong, qian, liu):
    def preview():
        return as_manager.get(f"/desk/hand-over/{zhong.pk}/").context["rows"]

    assert len(costs(lambda _number: LeadFactory(owner=zhong), preview)) == 1
    assert len(preview()) == 100


def test_a_manager_previews_and_moves(as_manager, zhong, qian, liu):
    LeadFactory.create_batch(3, owner=zhong)
    shown = as_manager.get(f"/desk/hand-over/{zhong.pk}/", {"to": qian.pk}).context["rows"]
    assert {target for _lead, target in shown} == {qian.pk}

    sent = {f"lead-{lead.pk}": target for lead, target in shown} | {"shown": [lead.pk for lead, _to in shown]}
    page = as_manager.post(f"/desk/hand-over/{zhong.pk}/", sent, follow=True).text
    assert Lead.objects.filter(owner=qian).count() == 3
    assert f"/desk/actions/{Action.objects.get().pk}/undo/" in page


def test_an_outdated_preview_moves_nothing_and_is_shown_anew(as_manager, zhong, qian):
    old = LeadFactory(owner=zhong)
    new = LeadFactory(owner=zhong)
    answer = as_manager.post(f"/desk/hand-over/{zhong.pk}/", {f"lead-{old.pk}": qian.pk, "shown": [old.pk]})

    assert answer.status_code == 422
    assert {lead for lead, _to in answer.context["rows"]} == {old, new}
    assert not Lead.objects.filter(owner=qian).exists()


def test_the_page_lists_every_desk_with_open_leads(as_manager, zhong, qian):
    LeadFactory.create_batch(2, owner=zhong)

    desks = as_manager.get("/desk/hand-over/").context["desks"]
    assert [(consultant.name, consultant.open_count) for consultant in desks] == [("钟老师", 2)]
