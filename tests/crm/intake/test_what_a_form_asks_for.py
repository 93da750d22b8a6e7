"""A form marks what may be left empty, and names its fields in people's words."""

import re

import pytest

from enrollment.seats.services import registrations
from tests.factories.classes import ClassSessionFactory

pytestmark = pytest.mark.django_db


def field(page, name):
    """The label and the control of a field."""
    field = re.search(rf'<label[^>]*>(?:(?!</label>).)*</label>\s*<[^>]* name="{name}"[^>]*>', page, re.DOTALL)
    assert field
    return field.group()


def test_the_reason_of_a_lost_lead_is_asked_for(as_zhong, lead):
    asked = field(as_zhong.get(f"/desk/leads/{lead.pk}/").text, "lost_reason")
    assert "选填" not in asked
    assert " required" in asked


def test_the_reason_of_a_cancelled_registration_is_asked_for(as_zhong, lead, zhong):
    session = ClassSessionFactory()
    registration = registrations.open_for(lead.pk, session_id=session.pk, seats=2, by=zhong.user)
    address = f"/classes/registrations/{registration.pk}/cancel/"
    asked = field(as_zhong.get(address).text, "reason")
    assert "选填" not in asked
    assert " required" in asked

    refused = as_zhong.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "请填写取消原因" in refused.text


@pytest.mark.parametrize(
    ("address", "raw"), [("/desk/leads/{}/note/", "Text:"), ("/classes/leads/{}/register/", "Session:")]
)
def test_an_error_names_fields_by_their_labels(as_zhong, lead, address, raw):
    ClassSessionFactory()
    refused = as_zhong.post(address.format(lead.pk), {})
    assert refused.status_code == 422
    assert raw not in refused.text
