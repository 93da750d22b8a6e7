"""Two leads of one visitor become one, and two again."""

from datetime import timedelta

import pytest

from crm.cadences.models import CadenceRun
from crm.intake.models import Inquiry
from crm.leads.errors import AskedAgain, HappenedSince, LeadIsClosed, LeadIsInPool, LeadIsMerged, SplitTheOtherFirst
from crm.leads.models import Action, Activity, Kind, Lead, Organisation, Task
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from crm.leads.services import details, leads, merging, phones, texts, undo
from crm.leads.services.texts import TextContent
from crm.pool.services import pool
from enrollment.seats.models import Registration
from enrollment.seats.queries import registrations_of
from enrollment.seats.services import registrations
from kit import clock
from kit.phones import parse
from messaging.models import Message, State
from reports import funnel, seats
from reports.period import Period
from tests.factories.classes import ClassSessionFactory
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db
OTHER = "139 1111 2209"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def other(lead, zhong, monday):
    """The same visitor from another number, a week later; 钟老师's too."""
    inquiry = ask(phone=OTHER, name="王佩芝主任", at=monday + timedelta(days=7))
    found = inquiry.lead
    Lead.objects.filter(pk=found.pk).update(owner=zhong, title="党办主任", head_count=None)
    found.refresh_from_db()
    return found


def merged(lead, other, zhong, **options):
    return merging.merge(lead.pk, other_id=other.pk, by=zhong.user, **options)


def test_a_merged_lead_leaves_every_list_and_the_numbers_follow(lead, other, zhong):
    phones.add(other.pk, phone=parse("0796-8970353"), by=zhong.user)
    merged(lead, other, zhong, taken=["name", "title"])

    assert list(Lead.objects.all()) == [lead]
    kept = Lead.objects.get()
    assert (kept.name, kept.title, kept.head_count) == ("王佩芝主任", "党办主任", lead.head_count)
    assert {row.phone for row in kept.phones.all()} == {"+8613911112209", "+867968970353"}
    assert Lead.objects.reached_by("+8613911112209").get() == lead
    assert not Task.objects.planned().filter(lead=other).exists()
    assert CadenceRun.objects.filter(lead=other, ended_at=None).count() == 0


def test_later_inquiries_of_either_number_go_to_the_kept_lead(lead, other, zhong, monday):
    merged(lead, other, zhong)

    assert ask(phone=OTHER, at=monday + timedelta(days=8)).lead == lead
    assert ask(phone=lead.phone, at=monday + timedelta(days=8)).lead == lead


def test_behind_a_switchboard_the_other_name_is_known_too(zhong):
    first = ask(phone="0796-8970353", name="吴女士").lead
    second = ask(phone="0796-8970353", name="吴佩芝").lead
    assert first != second
    Lead.objects.update(owner=zhong)
    merging.merge(first.pk, other_id=second.pk, by=zhong.user)

    assert ask(phone="0796-8970353", name="吴佩芝").lead == first


def test_the_timelines_of_both_are_shown(as_zhong, lead, other, zhong):
    leads.note(other.pk, text="要接站", by=zhong.user)
    merged(lead, other, zhong)
    page = as_zhong.get(f"/desk/leads/{lead.pk}/")

    assert "要接站" in page.text
    assert len(page.context["inquiries"]) == 2


def test_the_address_of_a_merged_lead_leads_to_the_kept_one(as_zhong, lead, other, zhong):
    merged(lead, other, zhong)

    for path in ("", "texts/", "details/theme/"):
        assert as_zhong.get(f"/desk/leads/{other.pk}/{path}").headers["Location"] == f"/desk/leads/{lead.pk}/"
    answer = as_zhong.post(f"/desk/leads/{other.pk}/note/", {"text": "x"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/desk/leads/{lead.pk}/"


def test_reports_count_the_family_once(lead, other, zhong, monday):
    session = ClassSessionFactory()
    registrations.open_for(other.pk, session_id=session.pk, seats=20, by=zhong.user)
    merged(lead, other, zhong)
    period = Period(clock.local(monday).date(), clock.local(monday).date())

    assert funnel.whole(period).asked == 1
    assert funnel.whole(period).enrolled == 1
    assert seats.seats(period).total == 20
    assert registrations_of(Lead.objects.get()).count() == 1
    later = Period(period.since + timedelta(days=1), period.until + timedelta(days=30))
    assert funnel.whole(later).asked == 0


def test_a_registration_of_the_other_is_cancelled_on_the_kept(lead, other, zhong):
    registrations.open_for(other.pk, session_id=ClassSessionFactory().pk, seats=20, by=zhong.user)
    merged(lead, other, zhong)
    registrations.cancel(Registration.objects.get().pk, reason="改期", by=zhong.user)

    assert Lead.objects.get().stage == Stage.PROPOSED


def test_a_split_lead_whose_registration_was_cancelled_is_open_again(lead, other, zhong):
    registrations.open_for(other.pk, session_id=ClassSessionFactory().pk, seats=20, by=zhong.user)
    merged(lead, other, zhong)
    registrations.cancel(Registration.objects.get().pk, reason="改期", by=zhong.user)
    merging.split(other.pk, by=zhong.user)

    other.refresh_from_db()
    assert (other.stage, other.is_open) == (Stage.PROPOSED, True)
    assert other.next_step_at is not None


def test_a_split_lead_with_its_registration_stays_enrolled(lead, other, zhong):
    registrations.open_for(other.pk, session_id=ClassSessionFactory().pk, seats=20, by=zhong.user)
    merged(lead, other, zhong)
    merging.split(other.pk, by=zhong.user)

    other.refresh_from_db()
    lead.refresh_from_db()
    assert (other.stage, lead.is_open) == (Stage.ENROLLED, True)


def test_undoing_a_merge_restores_both(lead, other, zhong, monday):
    before = list(Lead.all_objects.order_by("pk").values())
    _lead, action = merged(lead, other, zhong, taken=["name"])
    undo.undo(action.pk, by=zhong.user)

    after = list(Lead.all_objects.order_by("pk").values())
    assert after == before
    assert not lead.phones.exists()


def test_splitting_later_keeps_what_was_written_since(lead, other, zhong, monday):
    organisation = Organisation.called("明禾医院")
    Lead.objects.filter(pk=other.pk).update(organisation=organisation, theme="党性教育")
    was, title = Lead.objects.get(pk=lead.pk), lead.title
    merged(lead, other, zhong, taken=["name", "title", "theme"])
    details.change(lead.pk, name="title", to="主任科员", was="党办主任", by=zhong.user)
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=zhong.user)
    merging.split(other.pk, by=zhong.user, at=clock.now() + timedelta(days=30))

    lead.refresh_from_db()
    apart = Lead.objects.get(pk=other.pk)
    assert (lead.name, lead.title, lead.theme) == (was.name, "主任科员", was.theme)
    assert title != lead.title
    assert (apart.name, apart.theme, apart.owner) == ("王佩芝主任", "党性教育", zhong)
    assert apart.next_step_at == other.next_step_at
    assert Task.objects.planned().filter(lead=apart).exists()
    assert not lead.phones.exists()
    assert Activity.objects.filter(lead=lead, kind=Kind.CALLED).exists()
    with pytest.raises(LeadIsMerged):
        merging.split(other.pk, by=zhong.user)


def test_a_chain_of_merges_is_split_from_its_end(lead, other, zhong):
    third = LeadFactory(owner=zhong)
    merged(lead, other, zhong)
    merging.merge(third.pk, other_id=lead.pk, by=zhong.user)
    assert set(Lead.objects.family_of(third)) == {lead, other, third}
    with pytest.raises(SplitTheOtherFirst):
        merging.split(other.pk, by=zhong.user)

    merging.split(lead.pk, by=zhong.user)
    assert set(Lead.objects.family_of(lead)) == {lead, other}
    merging.split(other.pk, by=zhong.user)
    assert Lead.objects.count() == 3


def test_what_cannot_be_merged(lead, other, zhong, manager):
    with pytest.raises(LeadIsMerged):
        merged(lead, lead, zhong)
    pool.give_back(lead.pk, by=manager)
    with pytest.raises(LeadIsInPool):
        merged(lead, other, zhong)


def test_a_split_gives_back_a_number_that_is_preferred_by_now(lead, other, zhong):
    own = lead.phone
    merged(lead, other, zhong)
    phones.prefer(lead.pk, phone_id=lead.phones.get().pk, by=zhong.user)

    merging.split(other.pk, by=zhong.user)

    lead.refresh_from_db()
    assert lead.phone == own
    assert not lead.phones.exists()
    assert Lead.objects.get(pk=other.pk).phone == other.phone


def test_a_split_never_gives_a_caller_two_open_leads(lead, other, zhong):
    merged(lead, other, zhong)
    LeadFactory(owner=zhong, phone=other.phone)

    with pytest.raises(HappenedSince):
        merging.split(other.pk, by=zhong.user)
    assert Lead.objects.get(pk=lead.pk).phones.exists()


def test_a_call_since_the_merge_stays_the_answer_after_a_split(lead, other, zhong, monday):
    leads.log_call(other.pk, outcome=Outcome.NO_ANSWER, by=zhong.user, at=monday + timedelta(days=7, hours=1))
    merged(lead, other, zhong, at=monday + timedelta(days=8))
    leads.log_call(lead.pk, outcome=Outcome.INTERESTED, by=zhong.user, at=monday + timedelta(days=9))

    merging.split(other.pk, by=zhong.user, at=monday + timedelta(days=10))

    lead.refresh_from_db()
    assert lead.escalate_at is None
    assert lead.first_response_at


def test_a_lead_that_was_imported_gives_no_figures(lead, other, zhong):
    Lead.objects.filter(pk=lead.pk).update(source=Source.IMPORT)

    merged(lead, other, zhong)

    lead.refresh_from_db()
    assert (lead.source, lead.asked_at) == (other.source, other.asked_at)


def test_a_lead_of_an_import_that_was_taken_back_is_not_merged(lead, other, zhong, monday):
    lost = {"stage": "lost", "lost_reason": "导入有误", "next_step_at": None, "escalate_at": None}
    Lead.objects.filter(pk=other.pk).update(taken_back_at=monday, **lost)

    with pytest.raises(LeadIsClosed):
        merged(lead, other, zhong)


def test_a_third_lead_of_the_caller_is_named_and_not_a_fault(lead, other, zhong):
    leads.advance(lead.pk, to="lost", lost_reason="预算", by=zhong.user)
    LeadFactory(owner=zhong, phone=lead.phone)

    with pytest.raises(AskedAgain):
        merged(lead, other, zhong)


def test_a_waiting_text_of_the_merged_lead_ends_with_its_owner(lead, other, zhong, qian, monday):
    night = monday + timedelta(days=7, hours=14)
    texts.send(other.pk, TextContent(text="方案已发到您的邮箱，请查收。"), by=zhong.user, at=night)
    merged(lead, other, zhong)

    leads.assign(lead.pk, to=qian, by=zhong.user)

    assert Message.objects.get(by=zhong.user).state == State.CANCELLED


def test_the_second_step_of_a_merged_inquiry_follows(lead, other, zhong):
    merged(lead, other, zhong)
    from crm.intake.services import details as second_step  # noqa: PLC0415

    inquiry = Inquiry.objects.get(lead=other)
    second_step.add(inquiry.pk, theme="廉政", at=clock.now())
    assert Lead.objects.get().theme == "廉政"
    assert Action.objects.count()


def test_what_is_sent_to_a_merged_lead_is_not_taken_for_done(as_zhong, lead, other, zhong):
    merged(lead, other, zhong)
    sent = as_zhong.post(f"/desk/leads/{other.pk}/note/", {"text": "要报价"}, headers={"HX-Request": "true"})
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (409, lead.get_absolute_url())


def test_a_note_kept_on_a_device_is_its_writer_s(as_zhong, lead, zhong, manager):
    address = f"/desk/leads/{lead.pk}/note/"
    assert as_zhong.post(address, {"text": "要报价", "written_by": manager.pk}).status_code == 401
    assert as_zhong.post(address, {"text": "要报价", "written_by": zhong.user_id}).status_code == 302
    assert Activity.objects.get(kind=Kind.NOTED).actor == zhong.user
