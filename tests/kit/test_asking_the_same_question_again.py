"""Querysets compiled once, rows written together, and a connection's pulse."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, connection
from django.db.models import Count, Max, Q
from django.db.models.expressions import RawSQL

from accounts.models import User
from consultants.models import Consultant
from crm.models import Activity, Inquiry, Kind, Lead
from kit import pipeline
from kit.clock import now
from kit.inserts import insert, insert_new, rewrite
from kit.prepared import Prepared, Totals, blank
from messaging.models import Message, Purpose
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def test_a_prepared_question_gives_what_its_queryset_gives(zhong, qian):
    mine, other = LeadFactory(owner=zhong), LeadFactory(owner=qian)
    by_owner = Prepared(lambda: Lead.objects.filter(owner=blank("owner")).select_related("owner").order_by("pk"))
    assert by_owner.all(owner=zhong.pk) == [mine]
    assert by_owner.first(owner=qian.pk) == other
    assert by_owner.first(owner=0) is None


def test_related_rows_come_with_the_same_statement(zhong, django_assert_num_queries):
    LeadFactory(owner=zhong)
    leads = Prepared(lambda: Lead.objects.filter(owner=blank("owner")).select_related("owner", "organisation"))
    with django_assert_num_queries(1):
        (found,) = leads.all(owner=zhong.pk)
        assert (found.owner, found.organisation) == (zhong, None)


def test_columns_left_out_are_read_when_they_are_asked_for(zhong, django_assert_num_queries):
    lead = LeadFactory(owner=zhong, name="王主任")
    (found,) = Prepared(lambda: Lead.objects.filter(pk=blank("pk")).only("phone")).all(pk=lead.pk)
    with django_assert_num_queries(1):
        assert found.name == "王主任"


def test_a_forgotten_blank_is_an_error_and_not_an_empty_answer(zhong):
    with pytest.raises(KeyError, match="pk"):
        Prepared(lambda: Consultant.objects.filter(pk=blank("pk"))).all()


def test_totals_equal_an_aggregate(zhong):
    LeadFactory(owner=zhong, head_count=40)
    LeadFactory(owner=zhong, head_count=60)
    expressions = {"all": Count("*"), "large": Count("pk", filter=Q(head_count__gte=50))}
    totals = Totals(lambda: Lead.objects.filter(owner=blank("owner")), **expressions)
    assert totals(owner=zhong.pk) == Lead.objects.filter(owner=zhong).aggregate(**expressions) == {"all": 2, "large": 1}
    assert totals(owner=0) == {"all": 0, "large": 0}


def test_rows_of_several_models_are_written_by_one_statement(zhong, django_assert_num_queries):
    lead = LeadFactory(owner=zhong)
    lines = [Activity(lead=lead, kind=Kind.NOTED, at=now(), text=text, data={"引": '"号'}) for text in ("一", "二")]
    user = User(username="new")
    with django_assert_num_queries(1):
        insert(user, *lines)
    assert User.objects.get(username="new").is_active
    assert list(lead.activities.filter(kind=Kind.NOTED).order_by("text").values_list("text", "data")) == [
        ("一", {"引": '"号'}),
        ("二", {"引": '"号'}),
    ]


def test_a_row_that_breaks_a_rule_takes_the_others_with_it(zhong):
    lead = LeadFactory(owner=zhong)
    twin = Inquiry(number="1", lead=lead, asked_at=now(), name="王", phone=lead.phone, submission_key=None)
    with pytest.raises(IntegrityError):
        insert(User(username="new"), twin)


def test_of_two_rows_with_one_key_only_the_first_is_new_and_the_database_sets_its_own_columns():
    same = {"dedupe_key": "a", "template": "x", "body": "【a】b", "to_number": "+8613800000000", "segments": 1}
    rows = [Message(**same, purpose=Purpose.TRANSACTIONAL, expires_at=now()) for _one in range(2)]
    assert insert_new(rows, unless="dedupe_key") == rows[:1]
    assert rows[0].due_at == Message.objects.get().due_at


@pytest.mark.django_db(transaction=True)
def test_a_connection_the_server_has_closed_is_replaced_before_it_is_used():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (first,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    other.close()
    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != first


def test_many_rows_are_rewritten_with_one_statement_and_only_where_asked(zhong, qian, django_assert_num_queries):
    leads = [LeadFactory(owner=zhong, name="王主任", head_count=30) for _number in range(3)]
    at = now()
    for lead in leads:
        lead.owner, lead.ladder, lead.head_count, lead.name = qian, [at] * 4, None, "别人"
    with django_assert_num_queries(1):
        rewrite(leads, "owner", "ladder", "head_count")
    rewrite([])

    for lead in Lead.objects.all():
        assert (lead.owner, lead.ladder, lead.head_count, lead.name) == (qian, [at] * 4, None, "王主任")


@pytest.mark.django_db(transaction=True)
def test_questions_asked_within_one_reading_travel_together_and_their_answers_are_there_when_it_ends(zhong):
    lead = LeadFactory(owner=zhong)
    leads = Prepared(lambda: Lead.objects.filter(owner=blank("owner")).select_related("owner"))
    how_many = Totals(lambda: Lead.objects.filter(owner=blank("owner")), leads=Count("pk"))
    connection.ensure_connection()
    with pipeline.reading():
        found, counted = leads.ask(owner=zhong.pk), how_many.ask(owner=zhong.pk)
        assert connection.connection._pipeline.command_queue
    assert not connection.connection._pipeline

    assert (found(), counted()) == ([lead], {"leads": 1})


def test_without_a_reading_each_question_leaves_at_once(zhong):
    lead = LeadFactory(owner=zhong)
    leads = Prepared(lambda: Lead.objects.filter(owner=blank("owner")))
    found = leads.ask(owner=zhong.pk)
    Lead.objects.all().update(name="later")

    assert [one.name for one in found()] == [lead.name]


@pytest.mark.django_db(transaction=True)
def test_where_it_is_asked_for_a_reading_s_questions_are_planned_once_for_all_keys(zhong):
    for number in range(300):
        LeadFactory(owner=zhong, asked_at=now() - number * timedelta(hours=1))
    early = Totals(lambda: Lead.objects.filter(asked_at__lt=blank("until")), early=Max("phone"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_lead")
    for _time in range(12):
        with pipeline.reading(planned_once=True):
            early.ask(until=now() - timedelta(days=100))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans > 5, current_setting('plan_cache_mode') FROM pg_prepared_statements"
            " WHERE statement LIKE %s",
            ["%early%"],
        )
        told = cursor.fetchall()

    assert told == [(0, True, "auto")]


@pytest.mark.django_db(transaction=True)
def test_a_question_the_database_refuses_is_an_error_of_the_reading(zhong):
    LeadFactory(owner=zhong)
    broken = Totals(Lead.objects.all, nothing=RawSQL("1 / (random() * 0)::int", []))
    with pytest.raises(DataError), pipeline.reading():
        broken.ask()
    assert Lead.objects.count() == 1
