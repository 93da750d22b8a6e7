"""A transaction in a pipeline is a transaction: what it counts, what it refuses, and how often it waits."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from accounts.models import User
from kit import pipeline
from tests.factories.people import UserFactory
from tests.waiting import address

pytestmark = pytest.mark.django_db(transaction=True)


LOCK = "SELECT pg_advisory_xact_lock(4711)"


@pytest.fixture
def somebody_else():
    """Another session, which holds a lock until it is asked to let go."""
    with psycopg.connect(address()) as session:
        session.execute(LOCK)
        yield session


def ask_for_the_lock():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
        cursor.execute(LOCK)


def test_nobody_waits_for_an_answer_she_does_not_read(somebody_else):
    with pipeline.atomic():
        ask_for_the_lock()
        somebody_else.rollback()


def test_without_a_pipeline_the_same_steps_wait_for_each_other(somebody_else):
    """Negative control."""
    with pytest.raises(OperationalError), transaction.atomic():
        ask_for_the_lock()


def seen_by(session, backend):
    return session.execute("SELECT state FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone()[0]


def test_nothing_leaves_before_an_answer_is_asked_for(somebody_else):
    somebody_else.rollback()
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    with pipeline.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert seen_by(somebody_else, backend) == "idle"
        assert cursor.fetchone() == (1,)
        somebody_else.rollback()
        assert seen_by(somebody_else, backend) != "idle"
    somebody_else.rollback()
    assert seen_by(somebody_else, backend) == "idle"


def test_without_a_pipeline_the_transaction_is_open_at_once(somebody_else):
    """Negative control."""
    somebody_else.rollback()
    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert seen_by(somebody_else, backend) == "idle in transaction"


def write_after(happening):
    with pipeline.atomic():
        happening(connection.connection.info.backend_pid)
        UserFactory(username="never")


def test_a_server_that_dies_within_is_an_error_and_the_next_transaction_has_a_new_one(somebody_else):
    somebody_else.rollback()
    connection.ensure_connection()
    with pytest.raises(OperationalError):
        write_after(lambda backend: somebody_else.execute("SELECT pg_terminate_backend(%s)", [backend]))
    with pipeline.atomic():
        UserFactory(username="kept")
    assert list(User.objects.values_list("username", flat=True)) == ["kept"]


def test_what_waits_for_the_commit_runs_after_it():
    heard = []
    with pipeline.atomic():
        transaction.on_commit(lambda: heard.append(User.objects.count()))
        UserFactory(username="counted")
    assert heard == [1]
    with suppress(ZeroDivisionError), pipeline.atomic():
        transaction.on_commit(lambda: heard.append("never"))
        raise ZeroDivisionError
    assert heard == [1]


def test_a_change_is_counted_before_anything_relies_on_the_number():
    person = UserFactory(username="before")
    with pipeline.atomic():
        person.username = "after"
        person.save(update_fields=["username"])
        assert User.objects.filter(username="nobody").update(username="x") == 0
        assert User.objects.filter(username="after").update(username="last") == 1
    assert User.objects.get(pk=person.pk).username == "last"


def run(*statements):
    with pipeline.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_what_the_database_refuses_is_raised_at_the_end_and_nothing_stays():
    UserFactory(username="taken")
    with pytest.raises(IntegrityError):
        run(
            "UPDATE accounts_user SET display_name = 'changed'", "INSERT INTO accounts_user SELECT * FROM accounts_user"
        )
    assert not User.objects.filter(display_name="x").exists()


def test_an_error_of_our_own_takes_everything_back():
    person = UserFactory(username="before")
    with suppress(ZeroDivisionError), pipeline.atomic():
        User.objects.filter(pk=person.pk).update(username="after")
        raise ZeroDivisionError
    person.refresh_from_db()
    assert person.username == "before"


def test_inside_another_transaction_it_is_a_savepoint():
    UserFactory(username="taken")
    with pipeline.atomic():
        User.objects.update(display_name="kept")
        with pytest.raises(IntegrityError), pipeline.atomic():
            UserFactory(username="taken")
    assert User.objects.get().display_name == "kept"


def test_afterwards_the_connection_works_as_before():
    with pytest.raises(IntegrityError):
        run("INSERT INTO accounts_user (id) VALUES (1)")
    assert connection.connection.pgconn.pipeline_status == psycopg.pq.PipelineStatus.OFF
    assert connection.get_autocommit()
    UserFactory(username="new")
    assert User.objects.count() == 1


def test_when_the_commit_has_left_and_not_before_somebody_is_told(somebody_else):
    somebody_else.rollback()
    told = []
    with pipeline.atomic(when_sent=lambda: told.append("sent")):
        UserFactory(username="written")
        assert told == []
    assert told == ["sent"]


def test_who_is_told_does_not_wait_for_the_answer(somebody_else):
    """The transaction waits for a lock at its end, and yet its COMMIT has left."""
    told = threading.Event()

    def write():
        try:
            with pipeline.atomic(when_sent=told.set), connection.cursor() as cursor:
                cursor.execute(LOCK)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        assert told.wait(10)
        assert not written.done()
        somebody_else.rollback()
        written.result(10)


def test_nobody_is_told_of_a_transaction_that_was_given_up_or_is_somebody_else_s():
    told = []
    with suppress(ZeroDivisionError), pipeline.atomic(when_sent=lambda: told.append("given up")):
        raise ZeroDivisionError
    with transaction.atomic(), pipeline.atomic(when_sent=lambda: told.append("inner")):
        pass
    with pipeline.atomic():
        pass
    assert told == []


def test_a_reading_within_travels_with_its_transaction():
    told = []
    with pipeline.atomic(when_sent=lambda: told.append("sent")):
        UserFactory(username="written")
        with pipeline.reading(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_user")
            assert cursor.fetchone() == (1,)
        UserFactory(username="after")
    assert told == ["sent"]
    assert User.objects.count() == 2
