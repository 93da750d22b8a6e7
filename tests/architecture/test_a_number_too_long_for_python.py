"""Python reads no number of more than 4,300 digits, PostgreSQL none of more than 18: where one is typed, no 500."""

import pytest

from tests.factories.leads import ask

ADDRESSES = [
    "/inquire/?from={}",
    "/desk/?page={}",
    "/desk/pool/?page={}",
    "/desk/leads/{}/",
    "/desk/cadence/board/?version={}",
    "/messages/?page={}",
    "/messages/consents/?page={}",
    "/reports/funnel/?owner={}",
    "/api/v1/leads/?owner={}",
    "/api/v1/cadence/board/?version={}",
]
FORMS = {
    "/desk/cadence/1/restore/": "version",
    "/desk/routing/1/restore/": "version",
    "/desk/hand-over/{consultant}/": "shown",
    "/desk/telephone/": "head_count",
    "/desk/leads/{lead}/assign/": "to",
    "/inquire/": "head_count",
}
LONG = ["9" * 18, "9" * 19, "9" * 5000]


@pytest.mark.parametrize("number", LONG, ids=len)
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_long_number_is_no_error_of_ours(as_manager, address, number):
    assert as_manager.get(address.format(number)).status_code < 500


@pytest.mark.parametrize("number", LONG, ids=len)
@pytest.mark.parametrize("address", FORMS)
def test_a_form_with_a_long_number_is_no_error_of_ours(as_manager, zhong, monday, address, number):
    lead = ask(at=monday).lead

    answer = as_manager.post(address.format(lead=lead.pk, consultant=zhong.pk), {FORMS[address]: number})

    assert answer.status_code < 500
