"""What a sweep or a look-up reads is found by index; at 200,000 leads anything else would be slow."""

import pytest
from django.db import connection

from crm.intake.models import HotlineTap
from crm.intake.queries import inquiries
from crm.leads.models import Lead
from kit import clock
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def plan(rows):
    """How PostgreSQL would answer when reading the whole table is out of the question."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        return rows.explain()


def test_a_caller_is_found_by_the_index_of_numbers():
    LeadFactory.create_batch(60)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_lead")
    assert "leads_lead_returning" in plan(Lead.objects.filter(phone="+8613900002208").order_by("-asked_at"))


def test_escalations_are_found_by_the_index_of_their_next_step():
    assert "leads_lead_escalation" in plan(inquiries.escalations_due(clock.now()).select_related(None))


def test_the_pool_is_listed_by_its_own_index():
    assert "leads_lead_pool" in plan(Lead.objects.in_pool().order_by("-pooled_at", "pk")[:26])


def test_fresh_taps_are_found_by_the_index_of_those_without_a_call():
    assert "intake_hotlinetap_fresh" in plan(
        HotlineTap.objects.filter(at__gt=clock.now(), inquiry=None).order_by("-at")
    )
