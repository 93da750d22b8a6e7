"""Every address that writes: when its statements break in the middle, nothing of it stays and the next request works.

The database fails at the first statement of a case that writes, then at the second, and so on, until the request comes
to its end; each time the tables are compared with what they held before.
"""

import pytest
from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from psycopg.errors import LockNotAvailable
from rest_framework.authtoken.models import Token

from messaging.models import Message
from tests.architecture.posts import CASES, NOT_HERE, signed_in
from tests.architecture.test_every_address_for_every_role import TABLE, address, addresses, arguments  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)

MOST_WRITES = 60
# Who listens to a refusal has a savepoint of its own and does not undo it.
LISTENED_TO = {
    "desk:lead-refuse-texts",
    "messaging:message-opt-out",
    "messaging:opt-out-list",
    "messaging:opt-out-lift",
    "messaging:refuse",
    "api-message-opt-out",
    "api-opt-out-list",
}
WRITES = ("INSERT", "UPDATE", "DELETE")
# What a request may leave behind though it failed: sign-ins, and who opened which page.
NOT_PART_OF_AN_ACT = {"django_session", "content_visit", "authtoken_token"}
METHOD_NOT_ALLOWED = 405


class Breaking:
    """Fails at the `last`th statement that writes, by `cause`; counts them all."""

    def __init__(self, last=None, cause=None):
        self.last, self.cause, self.writes = last, cause, 0

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES) and not any(table in sql for table in NOT_PART_OF_AN_ACT):
            self.writes += 1
            if self.writes == self.last:
                raise OperationalError("broken on purpose") from self.cause
        return execute(sql, params, many, context)


def held():
    """A digest of every table of ours."""
    tables = sorted({model._meta.db_table for model in apps.get_models()} - NOT_PART_OF_AN_ACT)
    one = "SELECT '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
        return sorted(cursor.fetchall())  # a parallel plan gives the parts in no order


def sender(name, scene):
    """A call that sends the case's request, already signed in; failures of the server come back as answers."""
    who, build = CASES[name]
    user = getattr(getattr(scene, who), "user", None) or scene.manager if who else None
    client, headers = Client(raise_request_exception=False), {}
    if name.startswith("api-"):
        headers = {"Authorization": f"Token {Token.objects.create(user=user).key}"}
    elif user:
        client = signed_in(user)

    where, body = build(scene)
    form = {"content_type": "application/json"} if headers else {}

    def send():
        return client.post(reverse(name, kwargs=where), body, headers=headers, **form)

    return send


@pytest.mark.parametrize("name", CASES)
def test_nothing_stays_of_an_act_that_broke(name, scene):
    send, before = sender(name, scene), held()
    for place in range(1, MOST_WRITES):
        breaking = Breaking(place)
        with connection.execute_wrapper(breaking):
            answer = send()
        if breaking.writes < place or (name in LISTENED_TO and answer.status_code < 400):
            break
        assert answer.status_code >= 400, place
        assert held() == before, place

    assert answer.status_code < 400, answer.text[:500]
    assert breaking.writes > 0
    assert held() != before


# Forms in which nothing is lost by pressing the button again.
WITHOUT_A_PAGE = {"intake:tap"}


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("api-")])
def test_a_form_that_waited_for_a_lock_in_vain_can_be_sent_again(name, scene):
    who, build = CASES[name]
    client = signed_in(getattr(getattr(scene, who), "user", None) or scene.manager) if who else Client()
    where, body = build(scene)
    with connection.execute_wrapper(Breaking(1, LockNotAvailable())):
        answer = client.post(reverse(name, kwargs=where), body, headers={"origin": "http://testserver"})

    if name in WITHOUT_A_PAGE or answer.status_code == 422:
        return
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")
    for field, value in body.items():
        first = value[0] if isinstance(value, list) else value
        assert f'name="{field}" value="{escape(str(first))}"' in answer.text, field


def test_a_page_that_writes_in_pieces_is_found_out(scene):
    """The negative control: two writes without a transaction leave the first behind."""
    before = held()
    message = Message.objects.filter(pk=scene.message.pk)
    with connection.execute_wrapper(Breaking(2)):
        message.update(error_code="a")
        with pytest.raises(OperationalError):
            message.update(error_code="b")

    assert held() != before


def test_every_address_that_takes_a_post_is_a_case(arguments, manager):  # noqa: F811
    takes = set()
    for name, path in sorted(set(addresses())):
        with transaction.atomic():
            if signed_in(manager).post(address(name, path, arguments)).status_code != METHOD_NOT_ALLOWED:
                takes.add(name)
            transaction.set_rollback(True)

    assert takes - set(CASES) == set(NOT_HERE)
    assert set(CASES) <= set(TABLE)
