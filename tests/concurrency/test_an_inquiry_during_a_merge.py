"""A visitor asks again while the lead of that number is merged: the inquiry goes to the lead that is kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from crm.leads.models import Lead
from crm.leads.services import merging
from tests.factories.leads import LeadFactory, ask
from tests.factories.people import on_duty_round_the_clock
from tests.races import until_somebody_waits, without_locks

pytestmark = pytest.mark.django_db(transaction=True)


def ask_again():
    try:
        return ask(phone="139 1111 2209").lead_id
    finally:
        connection.close()


def ask_unlocked():
    with without_locks():
        return ask_again()


def test_an_inquiry_waits_for_the_merge_and_joins_the_kept_lead(zhong):
    on_duty_round_the_clock(zhong)
    kept, other = LeadFactory(owner=zhong), LeadFactory(owner=zhong, phone="+8613911112209")
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            merging.merge(kept.pk, other_id=other.pk, by=zhong.user)
            asked = threads.submit(ask_again)
            until_somebody_waits()
        assert asked.result(20) == kept.pk
    assert Lead.objects.count() == 1


def test_negative_control_an_inquiry_that_waits_for_nothing(zhong):
    on_duty_round_the_clock(zhong)
    kept, other = LeadFactory(owner=zhong), LeadFactory(owner=zhong, phone="+8613911112209")
    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        merging.merge(kept.pk, other_id=other.pk, by=zhong.user)
        asked = threads.submit(ask_unlocked)
        until_somebody_waits()  # at the writing of the lead that it has found
    with pytest.raises(IntegrityError, match="leads_lead_merged_is_at_rest"):
        asked.result(20)
