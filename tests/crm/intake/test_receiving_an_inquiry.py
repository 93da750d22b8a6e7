import uuid
from datetime import time, timedelta

import pytest
from django.db import IntegrityError

from consultants.models import Consultant
from consultants.queries import forget_roster
from crm.cadences.models import PlanStep
from crm.cadences.services import steps
from crm.intake.models import Inquiry
from crm.intake.services import inquiries
from crm.leads.models import Activity, DeskRules, Kind, Lead, Task
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from messaging.models import Message
from tests.factories.leads import ask, asked
from tests.factories.people import ConsultantFactory, on_duty_every_day
from tests.statements import once

pytestmark = pytest.mark.django_db


def test_an_inquiry_opens_a_lead_with_everything_it_needs(zhong, monday):
    inquiry = ask(at=monday)

    lead = Lead.objects.get()
    assert (lead.owner, lead.stage, lead.furthest, lead.phone) == (zhong, Stage.NEW, Stage.NEW, "+8613900002208")
    assert lead.response_due_at == lead.next_step_at == monday + timedelta(minutes=10)
    assert list(Activity.objects.order_by("pk").values_list("kind", flat=True)) == [
        Kind.ASKED,
        Kind.ASSIGNED,
        Kind.MOVED,
    ]
    assert Task.objects.get().due_at == lead.next_step_at
    assert PlanStep.objects.get().act == "text"
    assert set(Message.objects.values_list("template", "to_number")) == {
        ("inquiry_received", "+8613900002208"),
        ("inquiry_assigned", zhong.hotline),
    }
    assert inquiry.number in Message.objects.get(template="inquiry_received").body


def test_an_inquiry_costs_the_same_for_any_number_of_consultants(zhong, monday):
    ask(at=monday, phone="13900000001")
    alone = once(lambda: inquiries.receive(asked(phone="13900000002"), at=monday))
    for _number in range(29):
        on_duty_every_day(ConsultantFactory())
    forget_roster()
    ask(at=monday, phone="13900000003")

    assert once(lambda: inquiries.receive(asked(phone="13900000004"), at=monday)) == alone


def test_the_typed_number_and_the_origin_are_kept(zhong, monday):
    visit = uuid.uuid4()
    inquiry = ask(
        at=monday, phone="０７９６－８９７０３５３ 转 8", visit_id=visit, landing_path="/", utm={"utm_source": "x"}
    )

    kept = Inquiry.objects.get(pk=inquiry.pk)
    assert (kept.phone, kept.phone_raw, kept.phone_extension) == ("+867968970353", "０７９６－８９７０３５３ 转 8", "8")
    assert (kept.visit_id, kept.landing_path, kept.utm) == (visit, "/", {"utm_source": "x"})


def test_a_landline_gets_no_follow_up_text(zhong, monday):
    ask(at=monday, phone="0796-8970353")
    steps.take_due(monday + timedelta(days=1))

    step = PlanStep.objects.get()
    assert (step.state, step.reason) == ("skipped", "landline")
    assert not Message.objects.filter(template="first_follow_up").exists()


def test_a_resend_returns_the_inquiry_that_exists(zhong, monday):
    question = asked()
    first = inquiries.receive(question, at=monday)
    second = inquiries.receive(question, at=monday + timedelta(seconds=3))

    assert first.pk == second.pk
    assert (Inquiry.objects.count(), Lead.objects.count(), Message.objects.count()) == (1, 1, 2)


def test_a_returning_visitor_keeps_consultant_and_open_lead(zhong, qian, monday):
    first = ask(at=monday)
    for number in range(5):
        ask(at=monday, phone=f"138000010{number:02d}")
    again = ask(at=monday + timedelta(hours=3), head_count=60)

    assert again.lead == first.lead
    assert again.lead.owner == first.lead.owner
    assert Lead.objects.get(pk=first.lead.pk).head_count == 60


def test_a_lost_visitor_gets_a_new_lead_and_the_same_consultant(zhong, qian, monday):
    first = ask(at=monday).lead
    leads.advance(first.pk, to=Stage.LOST, lost_reason="预算不够", by=None, at=monday)
    ask(at=monday, phone="13800000001")
    again = ask(at=monday + timedelta(days=40)).lead

    assert again != first
    assert again.owner == first.owner
    assert again.routing_reason == "returning"


def test_a_visitor_whose_consultant_left_gets_one_on_duty(zhong, qian, monday):
    first = ask(at=monday).lead
    Consultant.objects.filter(pk=first.owner_id).update(is_active=False)
    again = ask(at=monday + timedelta(hours=1)).lead

    assert again == first
    assert again.owner != first.owner
    assert Activity.objects.filter(lead=first, kind=Kind.ASSIGNED).count() == 2


def test_inquiries_go_to_the_lightest_and_never_during_leave(zhong, qian, liu, monday):
    for number in range(6):
        ask(at=monday, phone=f"138000010{number:02d}")

    assert (zhong.leads.count(), qian.leads.count(), liu.leads.count()) == (3, 3, 0)


def test_at_night_the_next_on_duty_gets_the_inquiry(zhong, monday):
    late = monday.replace(hour=23)
    lead = ask(at=late).lead

    assert lead.routing_reason == "fallback"
    assert lead.response_due_at == (monday + timedelta(days=1)).replace(hour=8, minute=10)


def test_without_a_roster_the_first_in_print_gets_the_inquiry(db, monday):
    consultant = ConsultantFactory()
    lead = ask(at=monday).lead

    assert lead.owner == consultant
    assert lead.response_due_at == monday + timedelta(days=1)


def test_without_consultants_a_lead_is_in_the_pool_with_an_alarm(db, monday):
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8619900000000")
    lead = ask(at=monday).lead

    assert (lead.owner, lead.pooled_at, lead.routing_reason) == (None, monday, "unowned")
    assert (lead.next_step_at, lead.escalate_at) == (None, None)
    assert Message.objects.get().to_number == "+8619900000000"
    assert [line.kind for line in Activity.objects.order_by("pk")] == [Kind.ASKED, Kind.POOLED, Kind.MOVED]


def test_without_consultants_a_second_inquiry_has_the_same_lead(db, monday):
    lead = ask(at=monday).lead
    later = monday + timedelta(hours=1)

    assert ask(at=later).lead == lead
    lead.refresh_from_db()
    assert (lead.last_asked_at, lead.pooled_at) == (later, monday)
    assert not Message.objects.exists()


def test_the_first_consultant_gets_a_pooled_lead_that_asks_again(db, monday):
    lead = ask(at=monday).lead
    forget_roster()
    consultant = ConsultantFactory()
    ask(at=monday + timedelta(hours=1))

    lead.refresh_from_db()
    assert (lead.owner, lead.pooled_at) == (consultant, None)


def test_the_page_promises_no_call_without_consultants(client, db):
    sent = {"name": "王主任", "phone": "139 0000 2208", "head_count": 45, "consent": "on"}
    page = client.post("/inquire/", sent, follow=True)

    assert Inquiry.objects.get().number in page.text
    assert (page.context["consultant"], page.context["promised"]) == (None, "")


@pytest.mark.django_db(transaction=True)
def test_a_page_deleted_meanwhile_does_not_lose_the_inquiry(zhong, monday):
    lead = ask(at=monday, page_id=4_000_000, page_title="已删除的文章").lead

    assert lead is not None
    assert Inquiry.objects.get().page_title == "已删除的文章"


def test_a_suspect_inquiry_is_kept_without_a_lead(zhong, monday):
    inquiry = ask(at=monday, suspect_reason="trap")

    assert inquiry.lead is None
    assert Inquiry.objects.get().suspect_reason == "trap"
    assert not Lead.objects.exists()
    assert not Message.objects.exists()


def test_the_database_refuses_a_second_open_lead_of_a_number(lead):
    with pytest.raises(IntegrityError, match="leads_lead_one_open_per_caller"):
        Lead.objects.create(
            phone=lead.phone,
            name="另一位",
            owner=lead.owner,
            source=lead.source,
            asked_at=lead.asked_at,
            last_asked_at=lead.asked_at,
            response_due_at=lead.asked_at,
        )


def test_the_database_refuses_to_change_the_timeline(lead):
    line = Activity.objects.filter(lead=lead).first()
    with pytest.raises(IntegrityError, match="leads_activity_is_append_only"):
        line.delete()


def test_duty_in_the_afternoon_promises_a_call_in_the_afternoon(db, monday):
    on_duty_every_day(ConsultantFactory(), starts=time(14), ends=time(18))
    lead = ask(at=monday).lead

    assert lead.response_due_at == monday.replace(hour=14, minute=10)
