"""Every kind of notice, for a consultant who has left, may not sign in, or is on leave."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from consultants.models import Consultant, Leave
from consultants.queries import forget_roster
from crm.cadences.services import steps
from crm.intake.services import details, escalation, replies, review, same_organisation, telephone
from crm.intake.services.telephone import Call
from crm.leads.errors import ReceiverNotAvailable
from crm.leads.models import Activity, DeskRules, Kind, Lead, Organisation
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, tasks
from crm.pool.services import hand_over, reclaim
from kit import clock, phones
from messaging.gateways.console import ConsoleGateway
from messaging.models import Channel, Message, Reply, State
from messaging.services import dispatch, notices, outbox
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import ConsultantFactory, on_duty_every_day

pytestmark = pytest.mark.django_db

MANAGER = "+8619900000000"
PHONE = "139 0000 2208"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def manager_phone():
    DeskRules.objects.create(pk=THE_ONE, manager_phone=MANAGER)


# Each notice: what happens, while `zhong` would get it. The lead is 钟老师's and was asked at `monday`.


def asks_again(lead, zhong, qian, at):
    ask(at=at)


def leaves_a_message(lead, zhong, qian, at):
    call = Call(name="王主任", phone=phones.parse(PHONE), note="请回电")
    telephone.take(call, by=qian.user, at=at)


def calls_a_colleague(lead, zhong, qian, at):
    """A lead that is closed: a visitor who calls again is 钟老师's, and 钱老师 has answered."""
    Lead.objects.update(
        stage=Stage.LOST, lost_reason="预算不够", next_step_at=None, escalate_at=None, escalation_instants=[]
    )
    call = Call(name="王主任", phone=phones.parse(PHONE), outcome=Outcome.INTERESTED)
    telephone.take(call, by=qian.user, at=at)


def answers_a_text(lead, zhong, qian, at):
    reply = Reply.objects.create(provider_sid="SM1", from_number=lead.phone, body="明天可以吗")
    replies.take(reply, is_refusal=False, at=at)


def misses_the_next_call(lead, zhong, qian, at):
    Lead.objects.update(escalate_at=None)
    tasks.replace_call(lead, due_at=at - MINUTE, at=at)
    tasks.remind_due(at)


def misses_the_first_call(lead, zhong, qian, at):
    Lead.objects.update(escalate_at=at, escalation_instants=[at, *(at + step * MINUTE for step in (10, 20, 30))])
    escalation.escalate_due(at)


def stands_in(lead, zhong, qian, at):
    other = LeadFactory(owner=qian, asked_at=at)
    instants = [at - 3 * MINUTE, at - 2 * MINUTE, at, at + 30 * MINUTE]
    Lead.objects.filter(pk=other.pk).update(escalate_at=at, escalation_instants=instants)
    Lead.objects.filter(pk=lead.pk).update(escalate_at=None)
    escalation.escalate_due(at)


def is_about_to_lose_it(lead, zhong, qian, at):
    Lead.objects.update(touched_at=at - timedelta(days=30))
    reclaim.sweep(at)


def meets_the_same_organisation(lead, zhong, qian, at):
    school, _made = Organisation.objects.get_or_create(name="吉安一中", key=Organisation.key_of("吉安一中"))
    Lead.objects.filter(pk=lead.pk).update(organisation=school)
    same_organisation.tell(LeadFactory(owner=qian, organisation=school, asked_at=at), at=at)


def knows_the_organisation(lead, zhong, qian, at):
    school, _made = Organisation.objects.get_or_create(name="吉安一中", key=Organisation.key_of("吉安一中"))
    Lead.objects.filter(pk=lead.pk).update(organisation=school, last_asked_at=at)
    other = ask(at=at, phone="138 0000 0001", shown_consultant_id=qian.pk)
    details.add(other.pk, organisation_name="吉安一中", at=at)


def receives_a_desk(lead, zhong, qian, at):
    other = LeadFactory(owner=qian, asked_at=at)
    hand_over.move(qian.pk, targets={other.pk: zhong.pk}, by=None, at=at)


def has_odd_inquiries_to_look_at(lead, zhong, qian, at):
    ask(at=at - timedelta(hours=1), phone="138 0000 0002", suspect_reason="advertising")
    review.raise_alarm(at)


KINDS = [
    asks_again,
    leaves_a_message,
    calls_a_colleague,
    answers_a_text,
    misses_the_next_call,
    misses_the_first_call,
    stands_in,
    is_about_to_lose_it,
    meets_the_same_organisation,
    knows_the_organisation,
    receives_a_desk,
    has_odd_inquiries_to_look_at,
]
# Where its consultant has left, none of these has a recipient.
OVER_WHEN_GONE = {calls_a_colleague, meets_the_same_organisation, receives_a_desk}


def leaves(zhong):
    Consultant.objects.filter(pk=zhong.pk).update(is_active=False)


def loses_the_account(zhong):
    User.objects.filter(consultant=zhong).update(is_active=False)


def on_leave(zhong, at, cover=None):
    begins = clock.start_of(clock.local(at).date())
    Leave.objects.create(consultant=zhong, cover=cover, starts_at=begins, ends_at=begins + timedelta(days=3))
    forget_roster()


def texted():
    """The numbers of staff that got a text."""
    staff = {MANAGER, *Consultant.objects.values_list("hotline", flat=True)}
    return set(Message.objects.filter(to_number__in=staff).values_list("to_number", flat=True))


@pytest.fixture
def later(lead, zhong, qian, monday):
    """Five minutes after the lead came; no text has been posted yet."""
    Message.objects.all().delete()
    return monday + 5 * MINUTE


@pytest.mark.parametrize("happens", KINDS)
def test_each_notice_goes_to_its_consultant(happens, lead, zhong, qian, later):
    happens(lead, zhong, qian, later)

    assert zhong.hotline in texted()


@pytest.mark.parametrize("ends", [leaves, loses_the_account])
@pytest.mark.parametrize("happens", KINDS)
def test_who_does_not_work_here_is_told_nothing(happens, ends, lead, zhong, qian, later):
    ends(zhong)
    forget_roster()
    with suppress(ReceiverNotAvailable):
        happens(lead, zhong, qian, later)

    assert zhong.hotline not in texted()
    assert texted() or happens in OVER_WHEN_GONE


@pytest.mark.parametrize("happens", KINDS)
def test_who_is_on_leave_is_covered(happens, lead, zhong, qian, later):
    cover = on_duty_every_day(ConsultantFactory(name="孙老师", position=9))
    on_leave(zhong, later, cover)
    happens(lead, zhong, qian, later)

    assert zhong.hotline not in texted()
    assert cover.hotline in texted()


@pytest.mark.parametrize("happens", KINDS)
def test_without_a_cover_the_manager_or_a_colleague_is_told(happens, lead, zhong, qian, later):
    on_leave(zhong, later)
    happens(lead, zhong, qian, later)

    assert zhong.hotline not in texted()
    assert texted()


def test_a_cover_who_has_left_is_not_told(lead, zhong, qian, later):
    on_leave(zhong, later, ConsultantFactory(is_active=False))
    answers_a_text(lead, zhong, qian, later)

    assert texted() == {MANAGER}


def test_no_lead_is_given_to_who_has_left(lead, zhong, qian):
    leaves(qian)
    with pytest.raises(ReceiverNotAvailable):
        leads.assign(lead.pk, to=qian, by=None)


def test_who_is_struck_in_the_administration_gets_no_further_lead(
    client, admin_person, zhong, qian, monday, django_capture_on_commit_callbacks
):
    assert ask(at=monday, shown_consultant_id=zhong.pk).lead.owner == zhong
    client.force_login(admin_person)
    address = reverse("admin:consultants_consultant_change", args=[zhong.pk])
    shown = client.get(address).context["adminform"].form.initial
    values = {name: "" if value is None else value for name, value in shown.items() if name != "is_active"}
    for prefix in ("shifts", "topics"):
        values |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, values).status_code == 302

    assert ask(at=monday, phone="138 0000 0001", shown_consultant_id=zhong.pk).lead.owner == qian


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL, Channel.WECOM])
@pytest.mark.parametrize("ends", [leaves, loses_the_account])
def test_what_was_queued_for_who_left_is_not_sent(ends, channel, lead, zhong, monday):
    Message.objects.all().delete()
    notices.save_recipient(
        None,
        key=zhong.hotline,
        label="钟老师",
        email="zhong@centre.example",
        wecom_key="693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa",
        ways={"response_due": [channel]},
    )
    words = {"name": "王芳", "due": "10:40"}
    outbox.post(outbox.Draft("response_due", zhong.hotline, words, dedupe_key="a:1", topic=lead.topic))
    ends(zhong)
    dispatch.deliver(channel, [ConsoleGateway()])

    message = Message.objects.get(template="response_due")
    assert (message.channel, message.state, message.error_code) == (channel, State.CANCELLED, "left")
    assert Activity.objects.filter(lead=lead, kind=Kind.TEXTED).exists()


def leave_for_good(consultant):
    Consultant.objects.filter(pk=consultant.pk).update(is_active=False)
    forget_roster()


def test_an_escalation_says_that_the_owner_has_left(zhong, lead, monday):
    leave_for_good(zhong)
    escalation.escalate_due(monday + timedelta(hours=2))

    assert "已离职的钟老师" in Message.objects.get(template="response_manager").body


def test_a_follow_up_is_signed_by_the_present_caller(zhong, qian, lead, monday):
    Leave.objects.create(consultant=zhong, cover=qian, starts_at=monday, ends_at=monday + timedelta(days=9))
    forget_roster()
    steps.take_due(monday.replace(hour=9) + timedelta(days=1))

    text = Message.objects.get(template="first_follow_up")
    assert (text.words["consultant"], text.recipient) == ("钱老师", "")


def test_a_follow_up_names_no_consultant_who_has_left(zhong, lead, monday):
    leave_for_good(zhong)
    steps.take_due(monday.replace(hour=9) + timedelta(days=1))

    assert Message.objects.get(template="first_follow_up").words["consultant"] == "您的咨询老师"


def test_a_visitor_s_number_that_was_a_colleague_s_is_a_visitor_s(zhong, qian, monday):
    qian.is_active = False
    qian.save(update_fields=["is_active"])
    ask(at=clock.now(), phone=qian.hotline)
    gateway = ConsoleGateway()
    claimed = dispatch.claim(gateway, 9)
    known = dispatch.read(claimed, gateway.name)

    assert {message.template: known[message.pk].works_here for message in claimed} == {
        "inquiry_received": None,
        "inquiry_assigned": True,
    }
