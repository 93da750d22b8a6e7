"""What a sweep or a look-up reads is found by index; at 200,000 leads anything else would be felt."""

from datetime import timedelta

import pytest
from django.db import connection

from consultants.models import Leave
from crm.forms.lead import DeskForm
from crm.models import HotlineTap, Lead
from crm.queries import desk as queries
from crm.queries import routing
from kit import arrays, clock
from tests.factories.leads import LeadFactory, ask

pytestmark = pytest.mark.django_db


def plan(found):
    """How PostgreSQL would answer when reading the whole table is out of the question."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        return found.explain()


def plan_of_the_choice(consultants, at):
    """How PostgreSQL reads what choosing among these consultants needs, planned once for all values."""
    limits = arrays.of_numbers([9] * len(consultants))
    desks = [arrays.of_numbers(one.pk for one in consultants), limits, limits]
    said = [at, at, *desks, at, ["+8613900002208"], [""], at]
    routing.take_turn()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {routing.SITUATION}", said)
        return "\n".join(line for (line,) in cursor.fetchall())


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


def test_a_desk_s_latest_lead_and_its_new_ones_of_today_are_read_from_its_own_index(zhong, qian, monday):
    LeadFactory.create_batch(300, owner=zhong, asked_at=monday)
    LeadFactory(owner=qian, asked_at=monday - timedelta(days=700))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_lead")
    told = plan_of_the_choice([zhong, qian], monday)

    assert told.count("crm_lead_all_of_owner") == 2
    assert "crm_lead_cohort" not in told


def test_a_rush_does_not_make_the_planner_look_at_all_leads_of_a_desk_before_it_counts_to_its_limit(
    zhong, qian, liu, monday
):
    for number in range(300):
        LeadFactory(owner=[zhong, qian, liu][number % 3], asked_at=monday + number * 37 % 300 * timedelta(minutes=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_lead")
        # What new rows do to its estimates: an index alone can vouch for none of them.
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "Bitmap" not in plan_of_the_choice([zhong, qian, liu], monday + timedelta(hours=3))


def test_the_choice_is_planned_once_and_nothing_after_it_is_planned_blindly(zhong, monday):
    for number in range(4):
        ask(at=monday, phone=f"1380000000{number}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('plan_cache_mode'), current_setting('enable_bitmapscan')")
        modes = cursor.fetchone()
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE position(%s in statement) > 0",
            ["json_object_agg"],
        )
        plans = cursor.fetchall()

    assert modes == ("auto", "on")
    assert plans
    assert all(generic and not custom for generic, custom in plans)


@pytest.mark.django_db(transaction=True)
def test_the_questions_of_a_desk_s_list_are_planned_once(zhong, monday):
    LeadFactory(owner=zhong)
    connection.close()  # a new one has kept no plans yet
    for _time in range(12):
        queries.inbox(zhong.user, DeskForm({}).narrowing, monday, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans FROM pg_prepared_statements WHERE position(%s in statement) > 0", ['FROM "crm_lead"']
        )
        assert cursor.fetchall() == [(0,)] * 3
