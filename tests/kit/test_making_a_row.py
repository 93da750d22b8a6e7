"""`made` is `Model(**values)`, only cheaper."""

import pytest

from crm.models import Activity, Lead
from kit.models import made
from messaging.models import Message


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Lead, {"phone": "+8613800000001", "owner_id": 3, "routing_trace": {"chosen": 3}}),
        (Activity, {"lead_id": 4, "kind": "noted", "data": {"a": 1}}),
        (Message, {"dedupe_key": "one", "words": {"name": "王主任"}}),
    ],
)
def test_it_has_what_it_was_given_and_the_defaults_for_the_rest(model, values):
    slow, fast = model(**values), made(model, **values)
    own = {"uuid"}  # chosen anew for each row
    assert {name: value for name, value in vars(fast).items() if name not in own | {"_state"}} == {
        name: value for name, value in vars(slow).items() if name not in own | {"_state"}
    }
    assert fast._state.adding


def test_two_rows_do_not_share_a_default():
    first, second = made(Lead), made(Lead)
    first.routing_trace["chosen"] = 3
    assert second.routing_trace == {}


def test_a_name_that_is_no_field_is_refused():
    with pytest.raises(TypeError, match="Lead has no colour"):
        made(Lead, colour="red")
