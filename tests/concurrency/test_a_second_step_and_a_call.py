"""A visitor names her organisation at the instant in which her consultant calls, or sends the step twice.

Whoever was spoken to keeps her consultant; the negative control looks first and moves then, as one is tempted to.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from crm.intake.models import Inquiry
from crm.intake.queries import inquiries
from crm.intake.services import details, reroute
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead, Organisation
from crm.leads.rules.outcomes import Outcome
from crm.leads.services import leads
from kit import clock
from messaging.models import Message
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import ConsultantFactory, on_duty_every_day, on_duty_round_the_clock
from tests.races import meeting

pytestmark = pytest.mark.django_db(transaction=True)

UNIT = "江城能源集团"
ROUNDS = 8


@pytest.fixture
def people():
    """Who got the lead, and who knows the organisation."""
    found = [on_duty_round_the_clock(on_duty_every_day(one)) for one in ConsultantFactory.create_batch(2)]
    unit = Organisation.objects.create(name=UNIT, key=Organisation.key_of(UNIT))
    LeadFactory(owner=found[1], asked_at=clock.now() - timedelta(days=9), organisation=unit)
    return found


def together(*acts):
    """Run the acts at the same instant."""
    barrier = Barrier(len(acts))

    def one(act):
        try:
            barrier.wait(timeout=30)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        list(threads.map(one, acts))


def name(inquiry):
    details.add(inquiry.pk, organisation_name=UNIT)


def call(inquiry, who):
    leads.log_call(inquiry.lead_id, outcome=Outcome.NO_ANSWER, by=who.user)


def moved_after_a_call(inquiry):
    """Whether the system took the lead from a consultant who had called already."""
    told = dict(Activity.objects.filter(lead=inquiry.lead_id).order_by("-pk").values_list("kind", "pk"))
    moved = Activity.objects.filter(lead=inquiry.lead_id, kind=Kind.ASSIGNED, data__reason="organisation").first()
    return moved is not None and Kind.CALLED in told and told[Kind.CALLED] < moved.pk


def test_a_lead_that_was_called_first_never_moves(people):
    mine, _theirs = people
    for number in range(ROUNDS):
        inquiry = ask(phone=f"139 0000 {2000 + number}", shown_consultant_id=mine.pk)
        together(lambda inquiry=inquiry: name(inquiry), lambda inquiry=inquiry: call(inquiry, mine))

        assert not moved_after_a_call(inquiry)
        lead = Lead.objects.get(pk=inquiry.lead_id)
        has_moved = Action.objects.filter(kind=ActionKind.REROUTE, leads__lead=lead).exists()
        assert (lead.owner_id != mine.pk) == has_moved


def test_a_read_before_the_lock_takes_a_lead_that_is_being_called(people):
    """Negative control: the lead is judged unlocked, and moved when it has become somebody's."""
    mine, theirs = people
    inquiry = ask(shown_consultant_id=mine.pk)
    looked, called = Barrier(2), Barrier(2)

    def naive():
        with transaction.atomic():
            decision = reroute.consider(inquiry, UNIT, at=clock.now())
        looked.wait(timeout=30)
        called.wait(timeout=30)
        with transaction.atomic():
            lead = Lead.objects.select_for_update(of=("self",)).select_related("owner").get(pk=inquiry.lead_id)
            lead.organisation = Organisation.objects.get()
            reroute.move(lead, decision, Inquiry.objects.get(pk=inquiry.pk), at=clock.now())

    def caller():
        looked.wait(timeout=30)
        call(inquiry, mine)
        called.wait(timeout=30)

    together(naive, caller)

    assert Lead.objects.get(pk=inquiry.lead_id).owner == theirs
    assert moved_after_a_call(inquiry)


def test_a_second_step_sent_several_times_moves_the_lead_once(people):
    mine, theirs = people
    inquiry = ask(shown_consultant_id=mine.pk)
    together(*[lambda: name(inquiry)] * 4)

    assert Lead.objects.get(pk=inquiry.lead_id).owner == theirs
    assert Action.objects.filter(kind=ActionKind.REROUTE).count() == 1
    assert Message.objects.filter(dedupe_key__contains=":again:", to_number=theirs.hotline).count() == 1


def test_a_manager_who_assigns_it_meanwhile_has_the_last_word(people):
    mine, _theirs = people
    for number in range(ROUNDS):
        third = ConsultantFactory()  # a new one: that of the last round may own the organisation by now
        inquiry = ask(phone=f"139 0000 {3000 + number}", shown_consultant_id=mine.pk)
        together(
            lambda inquiry=inquiry: name(inquiry),
            lambda inquiry=inquiry, third=third: leads.assign(inquiry.lead_id, to=third, by=mine.user),
        )

        assert Lead.objects.get(pk=inquiry.lead_id).owner == third


def test_an_inquiry_and_a_second_step_of_one_number_both_end(people):
    mine, _theirs = people
    for number in range(ROUNDS):
        phone = f"139 0000 {4000 + number}"
        inquiry = ask(phone=phone, shown_consultant_id=mine.pk)
        together(lambda inquiry=inquiry: name(inquiry), lambda phone=phone: ask(phone=phone))

        assert Lead.objects.filter(phone=Lead.objects.get(pk=inquiry.lead_id).phone).count() == 1
        assert inquiries.moved_from(Lead.objects.get(pk=inquiry.lead_id)) == mine.name


def test_two_second_steps_of_one_organisation_both_write(people):
    both = [ask(phone=f"139 0000 500{number}", shown_consultant_id=who.pk) for number, who in enumerate(people)]
    for inquiry, who in zip(both, people, strict=True):
        call(inquiry, who)
        name(inquiry)
    each_holds_its_own_lead = Barrier(2)

    def name_again(inquiry):
        with meeting(each_holds_its_own_lead, before="INSERT"):
            name(inquiry)

    together(*[lambda inquiry=inquiry: name_again(inquiry) for inquiry in both])

    for inquiry in both:
        assert Activity.objects.filter(lead=inquiry.lead_id, kind=Kind.SAME_ORGANISATION).count() > 1
