"""The number on the site, the owner of the inquiry, the promise and what the visitor reads name the same consultant."""

from datetime import timedelta

import pytest
import time_machine

from consultants.models import Consultant, Speciality
from consultants.queries import forget_roster
from crm.leads.models import Lead, Organisation
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads
from crm.routing.queries import active
from crm.routing.services import rule_sets
from kit import clock
from messaging.models import Message
from tests.crm.intake.test_the_number_shown_in_any_state import read_by_the_visitor, shown_now
from tests.factories import content
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db


def by_a_rule(qian):
    rule = {"name": "江西", "strategy": "person", "people": [qian.pk], "sources": ["article"]}
    rule |= {"topics": [], "weekdays": [], "shares": []}
    rule |= dict.fromkeys(("people_from", "people_to", "hour_from", "hour_to"))
    rule_sets.publish(version=0, rules=[rule], shown="after", fallback=qian, by=None)
    return {}


def by_the_organisation(qian):
    school = Organisation.objects.create(name="吉安一中", key=Organisation.key_of("吉安一中"))
    LeadFactory(owner=qian, organisation=school, asked_at=clock.now())
    return {"organisation_name": "吉安一中"}


def by_the_topic(qian):
    Speciality.objects.create(consultant=qian, kind="kind", value="school")
    return {"organisation_name": "吉安市第二中学", "shown_consultant_id": None}


@pytest.mark.parametrize("why", [by_a_rule, by_the_organisation, by_the_topic])
def test_the_visitor_s_page_names_a_consultant_chosen_instead(client, zhong, qian, monday, why):
    content.home()
    with time_machine.travel(monday, tick=False):
        card = shown_now(client)
        values = {"shown_consultant_id": card.consultant.pk} | why(qian)
        forget_roster()
        active.forget_rules()
        inquiry = ask(at=monday, **values)
        page = read_by_the_visitor(client, inquiry)

    assert card.consultant == zhong
    assert inquiry.lead.owner == page.context["consultant"] == qian
    text = Message.objects.get(template="inquiry_received")
    assert text.words["consultant"] == "钱老师"
    assert text.words["callback_by"] == page.context["promised"]


def test_the_page_keeps_to_the_promise_whatever_is_planned_later(client, zhong, monday):
    with time_machine.travel(monday, tick=False):
        inquiry = ask(at=monday)
        promised = read_by_the_visitor(client, inquiry).context["promised"]
        leads.log_call(inquiry.lead_id, outcome=Outcome.INTERESTED, by=None, at=monday)

        assert read_by_the_visitor(client, inquiry).context["promised"] == promised


def test_a_visitor_who_asks_again_gets_the_promise_of_the_page(client, lead, zhong, monday):
    """A missed call is promised again, for an instant that lies ahead."""
    Lead.objects.update(next_step_at=monday - timedelta(days=1), escalate_at=None)
    at = monday + timedelta(hours=3)
    with time_machine.travel(at, tick=False):
        inquiry = ask(at=at)
        page = read_by_the_visitor(client, inquiry)

    text = Message.objects.filter(template="inquiry_received").latest("pk")
    assert inquiry.lead.next_step_at > at
    assert text.words["callback_by"] == page.context["promised"]


def test_the_page_names_no_consultant_who_left(client, lead, zhong, monday):
    Consultant.objects.filter(pk=zhong.pk).update(is_active=False)
    forget_roster()

    assert read_by_the_visitor(client, lead.inquiries.get()).context["consultant"] is None
