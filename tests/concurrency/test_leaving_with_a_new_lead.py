"""A consultant is deactivated while a colleague gives the consultant a lead; with a negative control."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier

import pytest
from django.db import connection

from crm.desk.services import users
from crm.leads.models import Lead
from crm.leads.services import leads
from kit.errors import Refusal
from tests.factories.leads import LeadFactory
from tests.factories.people import ConsultantFactory, UserFactory
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)


def left_behind(locks):
    """Whether an open lead is left with a consultant who cannot sign in any more."""
    manager = UserFactory(role="manager")
    zhong, qian = ConsultantFactory.create_batch(2)
    lead = LeadFactory(owner=zhong)
    barrier = Barrier(2)

    def act(do):
        try:
            with meeting(barrier), locks():
                do()
        except Refusal:
            pass
        finally:
            connection.close()

    acts = (
        lambda: leads.assign(lead.pk, to=qian, by=manager),
        lambda: users.deactivate(qian.user_id, by=manager),
    )
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(act, acts))
    return Lead.objects.open().filter(owner__user__is_active=False).exists()


def test_no_open_lead_is_left_behind():
    assert not left_behind(nullcontext)


def test_without_locks_one_would_be():
    assert left_behind(without_locks)
