"""Two administrators deactivate each other at once: one of them stays; with a negative control."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

import pytest
from django.db import connection

from accounts.errors import LastAdministrator
from accounts.models import Role, User
from accounts.services import users
from tests.factories.people import UserFactory
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)


def left_after(locks):
    """How many administrators are left when two deactivate each other."""
    one, other = UserFactory.create_batch(2, role=Role.ADMIN)
    barrier = Barrier(2)

    def act(by, whom):
        try:
            with meeting(barrier), locks():
                users.deactivate(whom.pk, by=by)
        except LastAdministrator:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(act, (one, other), (other, one)))
    return User.objects.filter(role=Role.ADMIN, is_active=True).count()


def test_one_administrator_is_left():
    assert left_after(nullcontext) == 1


def test_without_the_lock_nobody_would_be_left():
    assert left_after(without_locks) == 0
