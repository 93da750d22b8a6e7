"""A colleague who looks at the same lead is named, for as long as the page stands open."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _nobody():
    cache.clear()


def looks(user, lead):
    client = Client()
    client.force_login(user)
    return client.get(f"/desk/leads/{lead.pk}/presence/", headers=HTMX)


def test_the_other_one_is_named(zhong, manager):
    lead, another = LeadFactory.create_batch(2, owner=zhong)
    assert str(manager) not in looks(zhong.user, lead).text
    assert str(zhong.user) in looks(manager, lead).text
    assert str(manager) in looks(zhong.user, lead).text
    assert str(manager) not in looks(zhong.user, another).text


def test_a_lead_of_others_says_nothing(zhong, qian):
    lead = LeadFactory(owner=zhong)
    looks(zhong.user, lead)
    assert looks(qian.user, lead).status_code == 404
