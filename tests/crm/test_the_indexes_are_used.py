"""What a sweep or a look-up reads is found by index; at 200,000 leads anything else would be felt."""

from datetime import timedelta

import pytest
from django.db import connection

from consultants.models import Leave
from crm.models import HotlineTap, Lead
from crm.queries import desk as queries
from kit import clock
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def plan(found):
    """How PostgreSQL would answer when reading the whole table is out of the question."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_mergejoin = off")
        cursor.execute("SET LOCAL enable_hashjoin = off")
        return found.explain()


def test_a_caller_is_found_by_the_index_of_numbers():
    LeadFactory.create_batch(60)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_lead")
    assert "crm_lead_returning" in plan(Lead.objects.filter(phone="+8613900002208").order_by("-asked_at"))


def test_ladders_are_found_by_the_index_of_the_next_rung():
    assert "crm_lead_ladder" in plan(queries.ladders_due(clock.now()).select_related(None))


def test_the_pool_is_listed_by_its_own_index():
    assert "crm_lead_pool" in plan(Lead.objects.in_pool().order_by("-pooled_at", "pk")[:26])


def test_fresh_taps_are_found_by_the_index_of_those_without_a_call():
    assert "crm_hotlinetap_fresh" in plan(HotlineTap.objects.filter(at__gt=clock.now(), inquiry=None).order_by("-at"))


def test_what_somebody_does_for_others_is_read_from_their_desks_and_not_from_the_whole_house(zhong, qian, liu, monday):
    LeadFactory.create_batch(300, owner=liu, next_step_at=monday)
    LeadFactory.create_batch(3, owner=qian, next_step_at=monday)
    Leave.objects.create(consultant=qian, cover=zhong, starts_at=monday, ends_at=monday + timedelta(days=3))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_lead, consultants_leave, consultants_consultant")
    found = Lead.objects.done_for_others_by(zhong.user_id, monday, monday + timedelta(days=1))

    assert found.count() == 3
    assert "owner_id = u0.consultant_id" in plan(found)
