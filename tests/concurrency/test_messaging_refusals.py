"""Two who write down the same refusal at once write one line, and listeners hear of it once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from django.db import connection

from messaging import signals
from messaging.models import How, OptOut
from messaging.services import opt_outs
from tests.races import meeting, without_locks

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "+8613800000001"


@pytest.mark.parametrize("is_locked", [True, False])
def test_one_line_and_one_signal_and_without_the_lock_several(is_locked):
    heard = []
    signals.opted_out.connect(lambda **what: heard.append(what), weak=False, dispatch_uid="heard")
    everybody_has_looked = threading.Barrier(4)

    def refuse(_):
        try:
            with meeting(everybody_has_looked), nullcontext() if is_locked else without_locks():
                opt_outs.record(NUMBER, by=None, how=How.PAGE)
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(refuse, range(4)))
    finally:
        signals.opted_out.disconnect(dispatch_uid="heard")
    assert (OptOut.objects.count(), len(heard)) == ((1, 1) if is_locked else (4, 4))
