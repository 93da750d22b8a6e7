"""A suspect inquiry waits for review: released it is an inquiry like any other, discarded it says why."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from consultants.models import Leave
from consultants.queries import forget_roster
from crm.intake.errors import AlreadyReviewed
from crm.intake.models import Inquiry
from crm.intake.services import details, review
from crm.leads.models import DeskRules, Kind, Task
from crm.leads.models.desk_rules import THE_ONE
from crm.leads.rules.stages import Stage
from crm.leads.services import leads, ownership
from messaging.models import Message
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def odd(zhong, monday, time_machine):
    time_machine.move_to(monday + timedelta(minutes=5))
    return ask(at=monday, suspect_reason="trap", page_title="培训预算怎么做", phone="0796-8970353-801")


def test_a_consultant_on_duty_sees_a_suspect_inquiry_and_why(as_zhong, odd):
    page = as_zhong.get("/desk/review/").text

    assert "王主任" in page
    assert "0796 897 0353 转 801" in page
    assert "培训预算怎么做" in page


@pytest.mark.parametrize("address", ["/desk/review/", "/desk/", "/desk/pool/", "/desk/telephone/", "/classes/"])
def test_the_navigation_counts_inquiries_to_review(as_zhong, odd, address):
    assert 'is-urgent">1</span>' in "".join(as_zhong.get(address).text.split())


def test_a_released_inquiry_is_routed_as_if_it_came_now(as_zhong, odd, zhong):
    details.add(odd.pk, organisation_name="江西某大学", remarks="开发票")
    answer = as_zhong.post(f"/desk/review/{odd.pk}/release/", follow=True)

    inquiry = Inquiry.objects.get()
    assert (inquiry.pk, inquiry.lead.owner, inquiry.reviewed_by) == (odd.pk, zhong, zhong.user)
    assert inquiry.lead.organisation.name == "江西某大学"
    assert inquiry.lead.response_due_at == inquiry.lead.asked_at + timedelta(minutes=10)
    assert {Kind.ASKED, Kind.ASSIGNED, Kind.MOVED} <= set(inquiry.lead.activities.values_list("kind", flat=True))
    assert Task.objects.filter(lead=inquiry.lead).exists()
    assert list(Message.objects.values_list("template", flat=True)) == ["inquiry_assigned"]
    assert "钟老师" in answer.text


def test_a_released_inquiry_of_a_known_number_joins_its_lead(as_manager, lead, monday):
    inquiry = ask(at=monday, suspect_reason="trap")
    as_manager.post(f"/desk/review/{inquiry.pk}/release/")

    inquiry.refresh_from_db()
    assert inquiry.lead == lead


def test_discarding_needs_a_reason_and_can_be_undone(as_zhong, odd):
    assert as_zhong.post(f"/desk/review/{odd.pk}/discard/", {"reason": " "}).status_code == 422
    as_zhong.post(f"/desk/review/{odd.pk}/discard/", {"reason": "广告"})
    page = as_zhong.get("/desk/review/")
    assert (list(page.context["rows"]), [inquiry.pk for inquiry in page.context["discarded"]]) == ([], [odd.pk])

    as_zhong.post(f"/desk/review/{odd.pk}/put-back/")
    assert [inquiry.pk for inquiry, _form in as_zhong.get("/desk/review/").context["rows"]] == [odd.pk]


def test_a_consultant_off_duty_cannot_review(as_zhong, odd, zhong, monday):
    Leave.objects.create(consultant=zhong, starts_at=monday, ends_at=monday + timedelta(days=1))
    forget_roster()

    assert list(as_zhong.get("/desk/review/").context["rows"]) == []
    refused = as_zhong.post(f"/desk/review/{odd.pk}/release/")
    assert refused.status_code == 422
    assert odd.name not in refused.text


def test_the_second_of_two_decisions_is_refused(odd, zhong, qian):
    review.release(odd.pk, by=zhong.user)
    with pytest.raises(AlreadyReviewed):
        review.release(odd.pk, by=qian.user)
    with pytest.raises(AlreadyReviewed):
        review.discard(odd.pk, reason="广告", by=qian.user)


def test_a_release_tries_again_when_the_lead_is_reopened_meanwhile(odd, zhong, monkeypatch):
    lost = LeadFactory(owner=zhong, phone=odd.phone, phone_extension=odd.phone_extension, name=odd.name)
    leads.advance(lost.pk, to=Stage.LOST, lost_reason="预算不够", by=zhong.user)
    begin, opened = ownership.begin, []

    def begin_late(**columns):
        """The first time a colleague has reopened the lead since it was looked for."""
        if not opened:
            leads.reopen(lost.pk, by=zhong.user)
        opened.append(columns)
        return begin(**columns)

    monkeypatch.setattr(ownership, "begin", begin_late)
    assert review.release(odd.pk, by=zhong.user).lead is not None
    assert len(opened) == 2


def test_after_half_an_hour_an_alarm_is_raised_once(odd, zhong, qian, liu, monday):
    DeskRules.objects.create(pk=THE_ONE, manager_phone="+8619900000000")
    forget_roster()
    assert review.raise_alarm(monday + timedelta(minutes=29)) == 0
    assert review.raise_alarm(monday + timedelta(minutes=31)) == 1
    assert review.raise_alarm(monday + timedelta(minutes=61)) == 0

    assert set(Message.objects.values_list("to_number", flat=True)) == {zhong.hotline, qian.hotline, "+8619900000000"}


def test_the_database_refuses_to_discard_without_a_reason(odd, monday):
    with pytest.raises(IntegrityError, match="intake_inquiry_discarded_says_why"), transaction.atomic():
        Inquiry.objects.filter(pk=odd.pk).update(discarded_at=monday)


def test_the_database_refuses_an_unknown_suspicion(odd):
    with pytest.raises(IntegrityError, match="intake_inquiry_suspect_reason_known"):
        Inquiry.objects.update(suspect_reason="odd")
