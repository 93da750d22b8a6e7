import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError

from crm.cadences.models import PlanStep
from crm.intake.services import details
from crm.leads.errors import HappenedSince, StageNotAllowed
from crm.leads.models import Action, Activity, Kind, Lead, Organisation, Task
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, undo
from enrollment.classes.models import ClassSession
from enrollment.classes.rules.lifecycle import SessionKind, SessionState
from enrollment.seats.errors import (
    AlreadyCancelled,
    CancellingNeedsReason,
    ClientOnly,
    NotEnoughSeats,
    SessionHasEnded,
    SessionNotOpen,
)
from enrollment.seats.models import Registration
from enrollment.seats.services import registrations
from kit import clock
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import ask
from tests.statements import costs

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return ClassSessionFactory(capacity=60)


def register(lead, session, seats=45, by=None, at=None):
    return registrations.open_for(lead.pk, session_id=session.pk, seats=seats, by=by, at=at)


def test_the_group_takes_its_seats_and_the_lead_is_enrolled(lead, session, zhong):
    made = register(lead, session, by=zhong.user)

    assert ClassSession.objects.get().seats_taken == 45
    after = Lead.objects.get(pk=lead.pk)
    assert (after.stage, after.furthest, after.next_step_at) == (Stage.ENROLLED, Stage.ENROLLED, None)
    assert (made.consultant, made.price, made.person) == (zhong, session.price, lead.name)
    assert Activity.objects.filter(lead=lead, kind=Kind.ENROLLED).exists()


def test_the_buyer_is_the_organisation_when_it_is_known(lead, session):
    details.add(lead.inquiries.get().pk, organisation_name="清源县委组织部（演示）")

    made = register(lead, session)
    assert (made.buyer, made.person) == ("清源县委组织部（演示）", "")


def test_a_group_that_does_not_fit_is_told_how_many_would(lead, session):
    with pytest.raises(NotEnoughSeats) as refused:
        register(lead, session, seats=61)

    assert refused.value.left == 60
    assert not Registration.objects.exists()
    assert Lead.objects.get(pk=lead.pk).stage == Stage.NEW


def test_a_class_that_is_not_open_takes_nobody(lead):
    with pytest.raises(SessionNotOpen):
        register(lead, ClassSessionFactory(state=SessionState.CLOSED))


def test_a_dedicated_class_takes_its_client_only(lead):
    client = Organisation.objects.create(name="江城能源集团", key="江城能源集团")
    with pytest.raises(ClientOnly):
        register(lead, ClassSessionFactory(kind=SessionKind.DEDICATED, client=client))


def test_a_lost_lead_registers_nobody(lead, session):
    leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=None)
    with pytest.raises(StageNotAllowed):
        register(lead, session)

    assert ClassSession.objects.get().seats_taken == 0


def test_cancelling_frees_the_seats_and_moves_the_lead_back(lead, session):
    registrations.cancel(register(lead, session).pk, reason="单位改期", by=None)

    assert ClassSession.objects.get().seats_taken == 0
    after = Lead.objects.get(pk=lead.pk)
    assert (after.stage, after.furthest) == (Stage.PROPOSED, Stage.PROPOSED)
    assert after.next_step_at is not None


def test_cancelling_twice_or_without_a_reason_is_refused(lead, session):
    made = register(lead, session)
    with pytest.raises(CancellingNeedsReason):
        registrations.cancel(made.pk, reason=" ", by=None)
    registrations.cancel(made.pk, reason="单位改期", by=None)
    with pytest.raises(AlreadyCancelled):
        registrations.cancel(made.pk, reason="再来一次", by=None)


def test_the_database_itself_refuses_more_seats_than_there_are(session):
    with pytest.raises(IntegrityError, match="classes_session_never_oversold"):
        ClassSession.objects.filter(pk=session.pk).update(seats_taken=61)


def test_the_database_refuses_a_class_below_its_groups(lead, session):
    register(lead, session)
    with pytest.raises(IntegrityError, match="classes_session_never_oversold"):
        ClassSession.objects.filter(pk=session.pk).update(capacity=44)


def test_the_panel_on_the_lead_registers_and_returns_to_it(as_zhong, lead, session):
    panel = as_zhong.get(f"/classes/leads/{lead.pk}/", headers={"HX-Request": "true"})
    assert session.programme.title in panel.text

    sent = {"session": session.pk, "seats": "45", "key": str(uuid.uuid4())}
    answer = as_zhong.post(f"/classes/leads/{lead.pk}/register/", sent, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/desk/leads/{lead.pk}/"


def test_a_refusal_comes_back_with_the_number_still_there(as_zhong, lead, session):
    sent = {"session": session.pk, "seats": "61", "key": str(uuid.uuid4())}
    answer = as_zhong.post(f"/classes/leads/{lead.pk}/register/", sent, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert 'value="61"' in answer.text
    assert "该班次仅余 60 个名额，不足 61 个" in answer.text


def test_the_calendar_costs_the_same_for_any_number_of_classes(as_zhong):
    assert len(costs(lambda _number: ClassSessionFactory(), lambda: as_zhong.get("/classes/"))) == 1


def sent(session, seats=45):
    return {"session": session.pk, "seats": str(seats), "key": str(uuid.uuid4())}


def standing(lead):
    lead.refresh_from_db()
    planned = Task.objects.planned().filter(lead=lead).values_list("due_at", flat=True)
    steps = PlanStep.objects.planned().filter(run__lead=lead).values_list("number", "due_at")
    return lead.stage, lead.furthest, lead.next_step_at, lead.escalate_at, list(planned), list(steps)


def test_a_registration_is_taken_back_whole(lead, session, zhong, monday):
    before = standing(lead)
    made = register(lead, session, by=zhong.user, at=monday)
    undo.undo(Action.objects.get().pk, by=zhong.user, at=monday)

    assert standing(lead) == before
    made.refresh_from_db()
    assert not made.is_confirmed
    assert ClassSession.objects.get().seats_taken == 0
    assert "撤销" in Activity.objects.filter(lead=lead).latest("pk").text


def test_a_form_sent_again_after_the_undo_takes_no_seats(as_zhong, lead, session, zhong):
    form = sent(session)
    as_zhong.post(f"/classes/leads/{lead.pk}/register/", form)
    undo.undo(Action.objects.get().pk, by=zhong.user)
    as_zhong.post(f"/classes/leads/{lead.pk}/register/", form)

    assert ClassSession.objects.get().seats_taken == 0


def test_a_registration_cancelled_since_is_not_undone(lead, session, zhong):
    made = register(lead, session, by=zhong.user)
    registrations.cancel(made.pk, reason="单位改期", by=zhong.user)
    with pytest.raises(HappenedSince):
        undo.undo(made.action_id, by=zhong.user)


def test_another_act_is_taken_back_without_touching_seats(lead, session, zhong, qian):
    register(lead, session)
    other = ask(phone="13911112222", name="李女士").lead
    leads.advance(other.pk, to=Stage.PROPOSED, by=zhong.user)
    undo.undo(Action.objects.get().pk, by=zhong.user)

    assert ClassSession.objects.get().seats_taken == 45


def test_the_toast_of_a_registration_offers_to_take_it_back(as_zhong, lead, session):
    as_zhong.post(f"/classes/leads/{lead.pk}/register/", sent(session), headers={"HX-Request": "true"})
    page = as_zhong.get(f"/desk/leads/{lead.pk}/")
    address = f"/desk/actions/{Action.objects.get().pk}/undo/"
    assert address in page.text

    assert as_zhong.post(address).url == f"/desk/leads/{lead.pk}/"
    assert Lead.objects.get().stage == Stage.NEW


def test_cancelling_leaves_a_newer_lead_of_the_caller_alone(as_zhong, lead, session, zhong):
    made = register(lead, session, by=zhong.user)
    newer = ask(phone=lead.phone, name=lead.name).lead
    assert newer != lead
    answer = as_zhong.post(f"/classes/registrations/{made.pk}/cancel/", {"reason": "单位改期"})

    assert answer.status_code == 302
    assert ClassSession.objects.get().seats_taken == 0
    lead.refresh_from_db()
    assert (lead.stage, lead.next_step_at) == (Stage.LOST, None)
    assert Lead.objects.get(pk=newer.pk).is_open


def test_a_class_that_has_ended_takes_no_group(as_zhong, lead):
    today = clock.today()
    over = ClassSessionFactory(starts_on=today - timedelta(days=5), ends_on=today - timedelta(days=1))
    with pytest.raises(SessionHasEnded):
        register(lead, over)
    answer = as_zhong.post(f"/classes/leads/{lead.pk}/register/", sent(over), headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "已经结束" in answer.text
    assert not Registration.objects.exists()


def test_a_class_takes_groups_until_its_last_day(lead):
    today = clock.today()
    register(lead, ClassSessionFactory(starts_on=today - timedelta(days=2), ends_on=today))

    assert Registration.objects.exists()


def cancelled(lead, session, user):
    made = register(lead, session, by=user)
    return registrations.cancel(made.pk, reason="单位改期", by=user)


def test_a_cancellation_is_taken_back_with_its_seats(lead, session, zhong):
    ended = cancelled(lead, session, zhong.user)
    undo.undo(ended.cancel_action_id, by=zhong.user)

    assert Registration.objects.get().is_confirmed
    assert ClassSession.objects.get().seats_taken == 45
    after = Lead.objects.get(pk=lead.pk)
    assert (after.stage, after.furthest, after.next_step_at) == (Stage.ENROLLED, Stage.ENROLLED, None)
    assert not Task.objects.planned().exists()
    assert not PlanStep.objects.planned().exists()


def test_seats_that_are_gone_meanwhile_are_not_taken_again(lead, session, zhong):
    ended = cancelled(lead, session, zhong.user)
    register(ask(phone="139 0000 3308").lead, session)
    with pytest.raises(NotEnoughSeats):
        undo.undo(ended.cancel_action_id, by=zhong.user)

    assert Lead.objects.get(pk=lead.pk).stage == Stage.PROPOSED
    assert not Registration.objects.get(pk=ended.pk).is_confirmed


def test_one_of_two_registrations_is_cancelled_and_taken_back(lead, session, zhong):
    register(lead, session, seats=2, by=zhong.user)
    Lead.objects.update(stage=Stage.PROPOSED)
    ended = registrations.cancel(register(lead, session, seats=3, by=zhong.user).pk, reason="改期", by=zhong.user)
    assert Lead.objects.get(pk=lead.pk).stage == Stage.ENROLLED
    assert "改期" in Activity.objects.latest("pk").text
    undo.undo(ended.cancel_action_id, by=zhong.user)

    assert ClassSession.objects.get().seats_taken == 5


def test_cancelling_sent_twice_cancels_once_and_offers_undo(as_zhong, lead, session, zhong):
    made = register(lead, session, by=zhong.user)
    address = f"/classes/registrations/{made.pk}/cancel/"
    sent = {"reason": "单位改期", "key": as_zhong.get(address).context["key"]}
    pages = [as_zhong.post(address, sent, follow=True) for _ in range(2)]

    said = [[(str(one), one.extra_tags) for one in page.context["messages"]] for page in pages]
    assert said[0] == said[1]
    assert said[0][0][1] == f"/desk/actions/{Action.objects.latest('pk').pk}/undo/"
    assert Action.objects.count() == 2
