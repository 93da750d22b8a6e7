"""Visitors' questions and the leads they open."""

import uuid
from datetime import datetime
from typing import Any

import factory

from crm.intake.models import Inquiry
from crm.intake.rules.asked import Asked
from crm.intake.services import inquiries
from crm.leads.models import Lead
from crm.leads.rules.sources import Source
from crm.leads.services import merging
from kit import clock, phones
from tests.factories.people import ConsultantFactory


class LeadFactory(factory.django.DjangoModelFactory[Lead]):
    """A lead set down directly, for tests that do not care how it came."""

    class Meta:
        model = Lead

    # No test writes a number of this kind itself, so none meets one of these by chance.
    phone = factory.Sequence(lambda n: f"+86166{n:08d}")
    name = "王主任"
    head_count = 45
    owner = factory.SubFactory(ConsultantFactory)
    source = Source.ARTICLE
    routing_reason = "lightest"
    asked_at = factory.LazyFunction(clock.now)
    last_asked_at = factory.SelfAttribute("asked_at")
    touched_at = factory.SelfAttribute("asked_at")
    response_due_at = factory.SelfAttribute("asked_at")
    next_step_at = factory.SelfAttribute("response_due_at")


def asked(**said: Any) -> Asked:
    """What a visitor may have sent; `phone` is text in any spelling."""
    said.setdefault("name", "王主任")
    said.setdefault("head_count", 45)
    said.setdefault("submission_key", uuid.uuid4())
    said.setdefault("source", Source.ARTICLE)
    said.setdefault("consent_version", "test")
    said["phone"] = phones.parse(said.get("phone", "139 0000 2208"))
    return Asked(**said)


def ask(at: datetime | None = None, **said: Any) -> Inquiry:
    """Send an inquiry through the one door."""
    return inquiries.receive(asked(**said), at=at)


def twin(lead: Lead) -> Lead:
    """Another lead of the same owner."""
    return LeadFactory(owner=lead.owner, name="王佩芝")


def merged_twin(lead: Lead) -> Lead:
    """A lead that was merged into this one."""
    other = twin(lead)
    assert lead.owner
    assert lead.owner.user
    merging.merge(lead.pk, other_id=other.pk, by=lead.owner.user)
    return other


def further(lead: Lead) -> int:
    """The key of a further number of a lead."""
    return lead.phones.create(phone="+8613900002209").pk
