import re
import uuid
from datetime import timedelta

import pytest

from consultants.models import Consultant
from consultants.queries import forget_roster
from content.models import ArticlePage
from crm.intake.models import HotlineTap, Inquiry
from crm.intake.queries import review
from crm.intake.queries import telephone as telephone_queries
from crm.intake.services import telephone
from crm.intake.services.telephone import Call
from crm.leads.models import Action, Activity, DeskRules, Kind, Lead, Task
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, undo
from crm.pool.services import pool
from crm.routing.rules.trace import Trace
from kit import clock, phones
from messaging.models import Message
from tests.factories import content
from tests.factories.leads import LeadFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

NUMBER = "+8613900002208"


def call(*, phone="139 0000 2208", **values):
    defaults = {"name": "王主任", "outcome": Outcome.INTERESTED}
    return Call(phone=phones.parse(phone), **defaults | values)


@pytest.fixture
def tapped(zhong):
    """A visitor tapped 钟老师's hotline on an article two minutes ago."""
    page = content.article(content.channel())
    return HotlineTap.objects.create(
        consultant=zhong, page=page, visit_id=uuid.uuid4(), at=clock.now() - timedelta(minutes=2)
    )


def test_a_new_caller_is_a_lead_that_has_been_answered(zhong, monday):
    inquiry = telephone.take(
        call(head_count=45, organisation_name="清源县委组织部", note="要课表"), by=zhong.user, at=monday
    )

    lead = Lead.objects.get()
    assert (lead.owner, lead.source, lead.phone) == (zhong, "hotline", NUMBER)
    assert (lead.stage, lead.first_response_at, lead.escalate_at) == (Stage.QUALIFIED, monday, None)
    assert lead.organisation.name == "清源县委组织部"
    assert lead.next_step_at == Task.objects.planned().get().due_at
    assert (inquiry.lead, inquiry.phone_raw, inquiry.consent_version) == (lead, "139 0000 2208", "telephone")
    kinds = set(Activity.objects.values_list("kind", flat=True))
    assert kinds == {Kind.ASKED, Kind.ASSIGNED, Kind.MOVED, Kind.CALLED, Kind.DETAILED}
    assert not Message.objects.filter(to_number=NUMBER).exists()


def test_the_tapped_page_is_credited_and_the_tap_is_used_once(zhong, tapped):
    telephone.take(call(tap_id=tapped.pk), by=zhong.user)

    inquiry = Inquiry.objects.get()
    assert (inquiry.page_id, inquiry.visit_id) == (tapped.page_id, tapped.visit_id)
    assert Lead.objects.get().source_page_id == tapped.page_id
    assert telephone_queries.recent_taps(zhong.user, clock.now()) == []


def test_recent_taps_are_offered_with_one_s_own_first(zhong, qian, tapped):
    other = HotlineTap.objects.create(consultant=qian, at=clock.now() - timedelta(minutes=1))
    HotlineTap.objects.create(consultant=qian, at=clock.now() - timedelta(minutes=40))

    assert telephone_queries.recent_taps(zhong.user, clock.now()) == [tapped, other]
    assert telephone_queries.recent_taps(qian.user, clock.now()) == [other, tapped]


def test_the_same_number_stays_one_open_lead(lead, zhong, monday):
    telephone.take(
        call(phone="０１３９００００２２０８".removeprefix("０")), by=zhong.user, at=monday + timedelta(hours=1)
    )

    assert Lead.objects.get() == lead
    assert Inquiry.objects.filter(lead=lead).count() == 2
    lead.refresh_from_db()
    assert lead.first_response_at == monday + timedelta(hours=1)


def test_a_colleague_keeps_a_known_caller_and_is_to_call(lead, zhong, qian, monday):
    leads.log_call(lead.pk, outcome=Outcome.CALL_BACK, by=None, at=monday)
    at = monday + timedelta(hours=3)
    telephone.take(call(outcome=None, note="请回电谈价格"), by=qian.user, at=at)

    lead.refresh_from_db()
    assert (lead.owner, lead.next_step_at) == (zhong, at + timedelta(minutes=10))
    assert lead.escalate_at == at + timedelta(minutes=5)
    assert Message.objects.get(template="caller_left_message").to_number == zhong.hotline
    assert Activity.objects.filter(kind=Kind.NOTED, text="请回电谈价格").exists()


def test_a_lost_caller_gets_a_new_lead_and_the_same_consultant(lead, zhong, qian, monday):
    leads.advance(lead.pk, to=Stage.LOST, by=None, lost_reason="计划取消", at=monday)
    telephone.take(call(), by=qian.user, at=monday + timedelta(days=30))

    new = Lead.objects.open().get()
    assert (new.owner, new.routing_reason) == (zhong, "returning")


def test_a_pooled_lead_goes_to_the_consultant_who_answers(lead, qian, monday):
    pool.give_back(lead.pk, by=None, at=monday)
    telephone.take(call(), by=qian.user, at=monday + timedelta(hours=1))

    lead.refresh_from_db()
    assert (lead.owner, lead.pooled_at) == (qian, None)


def test_a_call_that_a_manager_answers_goes_to_who_is_on_duty(zhong, manager, monday):
    telephone.take(call(), by=manager, at=monday)

    assert Lead.objects.get().owner == zhong


def test_a_caller_of_a_known_organisation_goes_to_its_consultant(zhong, qian, monday):
    first = call(phone="139 0000 1111", organisation_name="清源县委组织部")
    telephone.take(first, by=zhong.user, at=monday)
    telephone.take(call(organisation_name="中共清源县委组织部"), by=qian.user, at=monday + timedelta(days=3))

    lead = Lead.objects.get(phone=NUMBER)
    assert (lead.owner, lead.routing_reason) == (zhong, "organisation")
    assert Activity.objects.get(lead=lead, kind=Kind.CALLED).actor == qian.user
    notice = Message.objects.get(template="inquiry_assigned")
    assert (notice.to_number, notice.topic) == (zhong.hotline, lead.topic)


@pytest.mark.parametrize("was", ["in the pool", "of who left"])
def test_a_new_owner_by_organisation_is_told_of_the_open_lead(zhong, qian, liu, monday, was):
    lead = LeadFactory(owner=liu, phone=NUMBER, asked_at=monday)
    if was == "in the pool":
        pool.give_back(lead.pk, by=None, at=monday)
    else:
        Consultant.objects.filter(pk=liu.pk).update(is_active=False)
        forget_roster()
    known = call(phone="139 0000 1111", organisation_name="清源县委组织部")
    telephone.take(known, by=zhong.user, at=monday)
    telephone.take(call(organisation_name="清源县委组织部"), by=qian.user, at=monday + timedelta(hours=1))

    lead.refresh_from_db()
    assert lead.owner == zhong
    assert Message.objects.get(template="inquiry_assigned", topic=lead.topic).to_number == zhong.hotline


def test_a_consultant_who_answers_and_keeps_the_lead_gets_no_text(lead, zhong, qian, monday):
    pool.give_back(lead.pk, by=None, at=monday)
    before = Message.objects.filter(template="inquiry_assigned").count()
    at = monday + timedelta(hours=1)
    telephone.take(call(), by=qian.user, at=at)
    kinds = Activity.objects.filter(lead=lead, at=at).order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[:2] == [Kind.ASKED, Kind.ASSIGNED]

    lead.refresh_from_db()
    assert lead.owner == qian
    assert Message.objects.filter(template="inquiry_assigned").count() == before


def test_the_page_says_who_got_the_call(as_zhong, zhong, qian, monday):
    telephone.take(call(phone="139 0000 1111", organisation_name="清源县委组织部"), by=qian.user)
    sent = {"phone": "139 0000 2208", "key": uuid.uuid4(), "name": "王主任", "source": "hotline"}
    answer = as_zhong.post(
        "/desk/telephone/", sent | {"organisation_name": "清源县委组织部", "outcome": "interested"}, follow=True
    )

    assert "钱老师了解这位来电者或其单位" in answer.content.decode()


def test_the_trace_is_kept_for_a_call_of_any_consultant(zhong, qian, manager, monday):
    telephone.take(call(), by=qian.user, at=monday)
    telephone.take(call(phone="139 0000 1111"), by=manager, at=monday)
    answered, chosen = Lead.objects.order_by("pk")

    skips = [{desk.name: desk.against for desk in Trace.read(lead.routing_trace).desks} for lead in (answered, chosen)]
    assert skips == [{"钟老师": "not_on_the_line", "钱老师": None}, {"钟老师": None, "钱老师": "heavier"}]


def test_without_consultants_a_call_is_in_the_pool_with_an_alarm(manager, monday):
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8619900000000")
    lead = telephone.take(
        call(outcome=Outcome.INTERESTED, note="想要四天", organisation_name="江城能源集团"), by=manager, at=monday
    ).lead

    lead.refresh_from_db()
    assert (lead.owner, lead.pooled_at, lead.routing_reason, lead.stage) == (None, monday, "unowned", Stage.NEW)
    assert (lead.first_response_at, lead.organisation.name) == (monday, "江城能源集团")
    activity = Activity.objects.get(kind=Kind.CALLED)
    assert (activity.actor, activity.text, activity.outcome) == (manager, "想要四天", Outcome.INTERESTED)
    assert Message.objects.get().to_number == "+8619900000000"


def test_without_consultants_a_message_is_a_note_on_one_lead(manager, monday):
    lead = telephone.take(call(note="请回电", outcome=None), by=manager, at=monday).lead
    again = telephone.take(call(outcome=None), by=manager, at=monday + timedelta(hours=1)).lead

    again.refresh_from_db()
    assert (again, again.first_response_at, again.pooled_at) == (lead, None, monday)
    assert again.last_asked_at == monday + timedelta(hours=1)
    assert Activity.objects.get(kind=Kind.NOTED).text == "请回电"


def test_the_manager_goes_on_to_the_lead_in_the_pool(as_manager):
    answer = as_manager.post(
        "/desk/telephone/", {"name": "王主任", "phone": "13900002208", "key": str(uuid.uuid4()), "source": "hotline"}
    )

    assert answer.url == f"/desk/leads/{Lead.objects.in_pool().get().pk}/"


@pytest.mark.parametrize(
    "typed",
    [
        "13900002208",
        "139 0000 2208",
        "+86 139-0000-2208",
        "008613900002208",
        "１３９００００２２０８",
        "139-0000-2208转8",
    ],
)
def test_every_spelling_finds_the_caller(as_zhong, lead, typed):
    answer = as_zhong.get("/desk/telephone/", {"phone": typed})

    assert answer.context["caller"].lead == lead
    assert "王主任" in answer.text
    assert f"/desk/leads/{lead.pk}/" in answer.text


def test_while_typing_only_the_fragment_is_returned(as_zhong, lead):
    fragment = as_zhong.get("/desk/telephone/", {"phone": "13900002208"}, headers={"HX-Request": "true"}).text

    assert "王主任" in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize("typed", ["", "1", "139", "1390000", "abc"])
def test_half_a_number_is_no_error(as_zhong, typed):
    answer = as_zhong.get("/desk/telephone/", {"phone": typed}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.context["caller"] is None


def test_a_colleague_sees_the_owner_of_a_caller_and_no_more(client, lead, qian):
    leads.note(lead.pk, text="预算三万，不要外传", by=None)
    client.force_login(qian.user)
    page = client.get("/desk/telephone/", {"phone": "13900002208"}).text

    assert "由钟老师负责" in page
    assert "预算三万" not in page
    assert f"/desk/leads/{lead.pk}/" not in page


def test_a_look_up_costs_the_same_for_any_number_of_activities(as_zhong, zhong):
    def looked_up():
        as_zhong.get("/desk/telephone/", {"phone": NUMBER}, headers={"HX-Request": "true"})

    lost = {"phone": NUMBER, "owner": zhong, "stage": "lost", "lost_reason": "预算不够", "next_step_at": None}
    LeadFactory(**lost)
    before = statements(looked_up)
    LeadFactory.create_batch(4, **lost)

    assert statements(looked_up) == before


def test_one_button_saves_the_call_without_a_script(as_zhong, zhong, tapped):
    page = as_zhong.get("/desk/telephone/", {"phone": "13900002208"})
    assert str(ArticlePage.objects.get().title) in page.text
    form = page.context["caller_form"]
    answer = as_zhong.post(
        "/desk/telephone/",
        {
            "phone": form["phone"].value(),
            "key": str(page.context["key"]),
            "name": "王主任",
            "source": "hotline",
            "tap_id": tapped.pk,
            "outcome": "wants_proposal",
        },
    )

    lead = Lead.objects.get()
    assert answer.url == f"/desk/leads/{lead.pk}/"
    assert (lead.stage, lead.source_page_id) == (Stage.QUALIFIED, tapped.page_id)


def test_a_missing_name_is_refused_and_the_form_keeps_the_rest(as_zhong, tapped):
    sent = {
        "phone": "13900002208",
        "key": str(uuid.uuid4()),
        "name": "",
        "source": "hotline",
        "note": "要课表",
        "tap_id": tapped.pk,
        "outcome": "interested",
    }
    answer = as_zhong.post("/desk/telephone/", sent)

    assert answer.status_code == 422
    assert re.search(r'id="telephone-number"[^>]*value="13900002208"', answer.text)
    assert "要课表" in answer.text
    assert re.findall(r'name="tap_id"\s+value="(\d*)"\s+checked', answer.text) == [str(tapped.pk)]
    assert not Lead.objects.exists()


def test_after_a_message_for_a_colleague_the_page_stays(client, lead, qian):
    client.force_login(qian.user)
    sent = {"phone": "13900002208", "key": str(uuid.uuid4()), "name": "王主任", "source": "hotline"}

    assert client.post("/desk/telephone/", sent).url == "/desk/telephone/"


def test_an_undone_call_loses_its_lead_which_can_be_reopened(zhong, tapped, monday):
    undone = call(outcome=Outcome.INTERESTED, note="下周来访", tap_id=tapped.pk)
    inquiry = telephone.take(undone, by=zhong.user, at=monday)
    undo.undo(inquiry.telephone_action.pk, by=zhong.user, at=monday + timedelta(minutes=1))

    lead = Lead.objects.get()
    assert (lead.stage, lead.lost_reason) == (Stage.LOST, "登记有误")
    assert Activity.objects.filter(lead=lead, text__contains="下周来访").exists()
    assert not HotlineTap.objects.exclude(inquiry=None).exists()
    inquiry.refresh_from_db()
    assert (inquiry.lead, inquiry.discard_reason) == (None, "登记有误")
    assert not review.discarded(zhong.user, monday).exists()

    leads.reopen(lead.pk, by=zhong.user, at=monday + timedelta(minutes=2))
    assert Lead.objects.open().get() == lead


def test_a_message_brings_an_overdue_call_forward_to_its_own_promise(lead, zhong, qian, monday):
    leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=zhong.user, at=monday)
    lead.refresh_from_db()
    late = lead.next_step_at + timedelta(hours=1)
    inquiry = telephone.take(call(outcome=None), by=qian.user, at=late)

    lead.refresh_from_db()
    assert late < inquiry.promised_at == lead.next_step_at == lead.promise_due_at
    assert lead.escalate_at is not None


def test_a_message_undone_at_once_sends_no_text(zhong, qian, monday):
    inquiry = telephone.take(call(outcome=None), by=qian.user, at=monday)
    undo.undo(inquiry.telephone_action.pk, by=qian.user, at=monday + timedelta(minutes=1))

    assert not Message.objects.queued().exists()


def test_the_page_offers_to_undo_the_call(as_zhong, zhong):
    sent = {"phone": "139 0000 2208", "name": "王主任", "source": "hotline", "outcome": Outcome.INTERESTED}
    page = as_zhong.post("/desk/telephone/", sent | {"key": str(uuid.uuid4())}, follow=True)

    assert [toast.extra_tags for toast in page.context["messages"]] == [
        f"/desk/actions/{Action.objects.get().pk}/undo/"
    ]


def test_without_consultants_a_first_call_cannot_be_undone(manager, monday):
    telephone.take(call(outcome=Outcome.INTERESTED), by=manager, at=monday)

    assert not Action.objects.exists()
