"""Whatever can be undone leaves behind, once undone, what was there before, whichever row it changed."""

import uuid
from datetime import timedelta

import pytest

from consultants.models import Consultant
from crm.attachments.models import Attachment
from crm.attachments.services import files
from crm.cadences.models import CadenceRun, PlanStep
from crm.cadences.services import runs
from crm.intake.models import Escalation, HotlineTap, Inquiry
from crm.intake.services import details, same_organisation, telephone
from crm.intake.services.telephone import Call
from crm.leads.models import Action, ActionKind, Activity, Lead, LeadPhone, Organisation, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import details as lead_details
from crm.leads.services import leads, merging, pins, undo
from crm.leads.services import phones as phones_of_leads
from crm.pool.services import hand_over, pool, reclaim
from crm.transfer.services import running, uploads
from enrollment.classes.models import ClassSession
from enrollment.seats.models import Registration
from enrollment.seats.services import registrations
from kit import clock, phones
from messaging import gateways
from messaging.models import Message, Purpose, State
from messaging.services import dispatch, opt_outs
from tests.crm.attachments.factory import file_of
from tests.crm.transfer.files import xlsx
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory
from tests.factories.messaging import MessageFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SCHOOL = "吉安一中"
# When a row was changed, and by which action, is not compared.
ASIDE = {"updated_at", "cancel_action_id"}
CHANGED = (
    Attachment,
    Lead,
    LeadPhone,
    Task,
    CadenceRun,
    PlanStep,
    Message,
    Escalation,
    Inquiry,
    HotlineTap,
    Registration,
    ClassSession,
)


def rows():
    """Every row that an action may change, by table and key."""
    return {
        (model.__name__, row["id"]): {name: value for name, value in row.items() if name not in ASIDE}
        for model in CHANGED
        for row in getattr(model, "all_objects", model.objects).values()
    }


@pytest.fixture
def waiting(lead, qian, monday):
    """A lead with everything that an action may end: a plan, a queued text, a late call reminded of, a cover."""
    Message.objects.all().delete()
    Task.objects.update(reminded_at=monday + MINUTE)
    Lead.objects.update(backup=qian, warned_at=monday, head_count=45)
    MessageFactory(topic=lead.topic, to_number=lead.phone, purpose=Purpose.FOLLOW_UP, due_at=clock.now() + MINUTE)
    file_of(lead)
    Action.objects.all().delete()
    LeadPhone.objects.create(lead=lead, phone="+8613900002209", raw="139 0000 2209", label="助理")
    lead.refresh_from_db()
    return lead


@pytest.fixture
def colleagues(qian, monday):
    """钱老师's lead of the school."""
    school = Organisation.objects.create(name=SCHOOL, key=Organisation.key_of(SCHOOL))
    return LeadFactory(owner=qian, organisation=school, asked_at=monday)


@pytest.fixture
def tap(zhong, monday):
    """A visitor tapped the hotline of 钟老师."""
    return HotlineTap.objects.create(consultant=zhong, visit_id=uuid.uuid4(), at=monday)


@pytest.fixture
def session():
    """A class that takes groups."""
    return ClassSessionFactory()


def outcome(which):
    return lambda lead, zhong, _qian, at: leads.log_call(lead.pk, outcome=which, by=zhong.user, at=at)


def moved(lead, zhong, qian, at):
    leads.advance(lead.pk, to=Stage.PROPOSED, by=zhong.user, at=at)


def lost(lead, zhong, qian, at):
    leads.advance(lead.pk, to=Stage.LOST, lost_reason="预算不够", by=zhong.user, at=at)


def assigned(lead, zhong, qian, at):
    leads.assign(lead.pk, to=qian, by=zhong.user, at=at)


def given_back(lead, zhong, qian, at):
    pool.give_back(lead.pk, by=zhong.user, at=at)


def kept(lead, zhong, qian, at):
    pool.keep(lead.pk, kept=True, by=zhong.user, at=at)


def corrected(lead, zhong, qian, at):
    lead_details.change(lead.pk, name="organisation", to=SCHOOL, was="", by=zhong.user, at=at)


def planned(lead, zhong, qian, at):
    leads.plan_call(lead.pk, due_at=at + timedelta(days=3), note="发课程表", by=zhong.user, at=at)


def stopped(lead, zhong, qian, at):
    runs.stop_by_hand(lead.pk, by=zhong.user, at=at)


def pinned(lead, zhong, qian, at):
    note = leads.note(lead.pk, text="财务在四楼", by=zhong.user, at=lead.touched_at)
    pins.pin(lead.pk, note_id=note.pk, by=zhong.user, at=at)


def number_added(lead, zhong, qian, at):
    phones_of_leads.add(lead.pk, phone=phones.parse("0796-8970353"), label="办公室", by=zhong.user, at=at)


def number_removed(lead, zhong, qian, at):
    phones_of_leads.remove(lead.pk, phone_id=lead.phones.get().pk, by=zhong.user, at=at)


def number_preferred(lead, zhong, qian, at):
    phones_of_leads.prefer(lead.pk, phone_id=lead.phones.get().pk, by=zhong.user, at=at)


def merged(lead, zhong, qian, at):
    other = Lead.objects.exclude(pk=lead.pk).get()
    merging.merge(lead.pk, other_id=other.pk, taken=["organisation"], by=zhong.user, at=at)


def refused(lead, zhong, qian, at):
    opt_outs.consent(lead.phone, subject="promotional", how="desk", wording="2026-11", by=zhong.user)
    assert Message.objects.queued().filter(to_number=lead.phone).exists()
    leads.refuse_texts(lead.pk, by=zhong.user)
    assert not Message.objects.queued().filter(to_number=lead.phone).exists()
    assert not opt_outs.consented(lead.phone)


def file_removed(lead, zhong, qian, at):
    files.remove(lead.pk, attachment_id=Attachment.objects.get().pk, by=zhong.user, at=at)


def handed_over(lead, zhong, qian, at):
    hand_over.move(zhong.pk, targets={lead.pk: qian.pk}, by=zhong.user, at=at)


def registered(lead, zhong, qian, at):
    session = ClassSession.objects.get()
    registrations.open_for(lead.pk, session_id=session.pk, seats=2, by=zhong.user, at=at)


def telephoned(which):
    def run(lead, zhong, _qian, at):
        values = {"organisation_name": SCHOOL, "head_count": 60, "note": "下周来访"}
        tap = HotlineTap.objects.latest("pk").pk
        phone = phones.parse(lead.phone)
        call = Call(name=lead.name, phone=phone, outcome=which, tap_id=tap, **values)
        telephone.take(call, by=zhong.user, at=at)
        assert Message.objects.filter(template="same_organisation").exists()

    return run


def imported(lead, zhong, _qian, at):
    rows = [["联系人", "职务", "手机"], ["王主任", "科长", lead.phone], ["李老师", "校长", "13900004444"]]
    job = uploads.take(name="名单.xlsx", content=xlsx(rows), by=zhong.user)
    running.start(job.pk, consultant=zhong, by=zhong.user, at=at)
    while running.run_next():
        pass


ACTIONS = {
    ActionKind.CALL: [outcome(which) for which in Outcome],
    ActionKind.TELEPHONE: [telephoned(which) for which in (None, *Outcome)],
    ActionKind.MOVE: [moved, lost],
    ActionKind.ASSIGN: [assigned],
    ActionKind.GIVE_BACK: [given_back],
    ActionKind.KEEP: [kept],
    ActionKind.EDIT: [corrected, number_added, number_removed, number_preferred],
    ActionKind.PLAN: [planned],
    ActionKind.STOP: [stopped],
    ActionKind.REFUSE: [refused],
    ActionKind.PIN: [pinned],
    ActionKind.MERGE: [merged],
    ActionKind.DETACH: [file_removed],
    ActionKind.HAND_OVER: [handed_over],
    ActionKind.REGISTER: [registered],
    ActionKind.IMPORT: [imported],
}
# They begin elsewhere, each with a test of its own below; a cancelled text and an added file stay.
OTHERS = {
    ActionKind.ATTACH,
    ActionKind.CLAIM,
    ActionKind.UNREGISTER,
    ActionKind.RECLAIM,
    ActionKind.REROUTE,
    ActionKind.TEXT,
}


def test_every_kind_of_action_is_walked():
    assert ACTIONS.keys() | OTHERS == set(ActionKind)


@pytest.mark.usefixtures("colleagues", "tap", "session")
@pytest.mark.parametrize(("kind", "run"), [(kind, run) for kind, runs in ACTIONS.items() for run in runs])
def test_what_a_user_did_is_undone_whole(waiting, zhong, qian, monday, kind, run):
    before = rows()
    run(waiting, zhong, qian, monday + MINUTE)
    assert rows() != before

    action = Action.objects.get(kind=kind)
    undo.undo(action.pk, by=zhong.user, at=monday + 2 * MINUTE)
    after = rows()
    assert {key: after.get(key) for key in before} == before
    assert not [row for key, row in after.items() if key not in before and row.get("state") in {"planned", "queued"}]


@pytest.mark.usefixtures("colleagues", "tap", "session")
def test_a_refusal_undone_opens_the_number_with_its_consent(waiting, zhong, qian, monday):
    refused(waiting, zhong, qian, monday)
    undo.undo(Action.objects.get().pk, by=zhong.user)

    assert not opt_outs.is_out(waiting.phone)
    assert opt_outs.consented(waiting.phone)


def test_a_registration_whose_cancelling_is_undone_stands_as_before(waiting, session, zhong, qian, monday):
    registered(waiting, zhong, qian, monday)
    before = rows()
    registrations.cancel(Registration.objects.get().pk, reason="改期", by=zhong.user, at=monday + MINUTE)
    undo.undo(Action.objects.get(kind=ActionKind.UNREGISTER).pk, by=zhong.user, at=monday + 2 * MINUTE)

    assert rows() == before


def test_a_user_s_action_is_undone_whole_whatever_lead_is_named(waiting, session, zhong, qian, monday):
    registered(waiting, zhong, qian, monday)
    undo.undo(Action.objects.get().pk, by=zhong.user, only=waiting.pk, at=monday + MINUTE)

    assert Action.objects.get().undone_at
    assert not Registration.objects.get().is_confirmed


def test_a_claim_is_undone_whole(waiting, zhong, qian, monday):
    pool.give_back(waiting.pk, by=None, at=monday)
    before = rows()
    pool.claim(waiting.pk, by=qian.user, at=monday + MINUTE)
    undo.undo(Action.objects.get().pk, by=qian.user, at=monday + 2 * MINUTE)

    assert rows() == before


def test_a_reopened_lead_is_lost_again_as_it_was(waiting, zhong, manager, monday):
    lost(waiting, zhong, None, monday)
    before = rows()
    leads.reopen(waiting.pk, by=manager, at=monday + MINUTE)
    undo.undo(Action.objects.latest("pk").pk, by=manager, at=monday + 2 * MINUTE)

    assert rows() == before


def test_a_lead_back_from_the_pool_is_whole_and_its_days_begin_anew(waiting, manager, monday):
    Lead.objects.update(backup=None, kept_at=None, touched_at=monday - timedelta(days=60), warned_at=monday)
    at = monday + timedelta(days=10)
    Message.objects.update(expires_at=at + timedelta(hours=1))
    before = rows()
    reclaim.sweep(at)
    undo.undo(Action.objects.get().pk, by=manager, only=waiting.pk, at=at + MINUTE)

    before["Lead", waiting.pk] |= {"touched_at": at + MINUTE, "warned_at": None}
    assert rows() == before


def test_a_colleague_is_told_of_the_next_call_after_an_undo(waiting, colleagues, tap, zhong, qian, monday):
    run = telephoned(Outcome.INTERESTED)
    Lead.objects.filter(pk=waiting.pk).update(organisation=colleagues.organisation)
    same_organisation.tell(colleagues, at=monday)
    run(waiting, zhong, qian, monday + MINUTE)
    undo.undo(Action.objects.get().pk, by=zhong.user, at=monday + 2 * MINUTE)
    assert not Message.objects.queued().filter(template="same_organisation", to_number=qian.hotline).exists()
    for minutes in (3, 4):
        run(waiting, zhong, qian, monday + minutes * MINUTE)

    assert Message.objects.queued().filter(template="same_organisation", to_number=qian.hotline).count() == 1


def test_a_second_choice_undone_leaves_only_what_the_visitor_said(lead, colleagues, manager, monday):
    Message.objects.update(expires_at=clock.now() + timedelta(days=1))
    inquiry, before, at = lead.inquiries.get(), rows(), monday + 2 * MINUTE
    details.add(inquiry.pk, organisation_name=SCHOOL, at=monday + MINUTE)
    assert Message.objects.queued().filter(dedupe_key__contains=":again:").exists()
    undo.undo(Action.objects.get().pk, by=manager, at=at)

    before["Lead", lead.pk] |= {"organisation_id": colleagues.organisation_id, "touched_at": at}
    before["Inquiry", inquiry.pk] |= {"organisation_name": SCHOOL, "detailed_at": monday + MINUTE}
    after = rows()
    assert {key: after[key] for key in before} == before
    assert not [row for key, row in after.items() if key not in before and row.get("state") in {"planned", "queued"}]


def call_and_undo(lead, zhong):
    leads.log_call(lead.pk, outcome=Outcome.CALL_BACK, by=zhong.user)
    return undo.undo(Action.objects.get().pk, by=zhong.user)


def test_a_text_put_back_is_wanted_when_its_time_comes(waiting, zhong):
    call_and_undo(waiting, zhong)
    Message.objects.update(due_at=clock.now() - MINUTE)

    gateway = gateways.current()
    (known,) = dispatch.read(dispatch.claim(gateway, 1), gateway.name).values()
    assert known.is_over is False


def test_a_text_that_is_too_old_by_then_is_named_and_not_sent(as_zhong, waiting, zhong):
    leads.log_call(waiting.pk, outcome=Outcome.CALL_BACK, by=zhong.user)
    Message.objects.update(expires_at=clock.now() - MINUTE)
    page = as_zhong.post(f"/desk/actions/{Action.objects.get().pk}/undo/", follow=True).text

    assert Message.objects.get().state == State.CANCELLED
    assert "已过期，不再发送" in page
    assert "已过期，不再发送" in Activity.objects.latest("pk").text


def test_a_cover_who_has_left_is_not_restored(waiting, zhong, qian, monday):
    leads.log_call(waiting.pk, outcome=Outcome.CALL_BACK, by=zhong.user, at=monday)
    Consultant.objects.filter(pk=qian.pk).update(is_active=False)
    undo.undo(Action.objects.get().pk, by=zhong.user, at=monday + MINUTE)

    assert Lead.objects.get(pk=waiting.pk).backup is None
