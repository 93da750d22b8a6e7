"""An address put together is the one Django makes."""

import pytest
from django.core import signing
from django.urls import NoReverseMatch, reverse, set_script_prefix

from kit import addresses


@pytest.fixture
def elsewhere():
    """The site hangs below another address."""
    set_script_prefix("/centre/")
    yield
    set_script_prefix("/")


def test_it_is_the_address_django_makes():
    token = signing.dumps(12, salt="any")
    for name, one in (("crm:lead", 12), ("crm:lead", 0), ("crm:received", token)):
        assert addresses.of_one(name, one) == reverse(name, args=[one])


@pytest.mark.usefixtures("elsewhere")
def test_it_hangs_where_the_site_hangs():
    assert addresses.of_one("crm:lead", 3) == "/centre/desk/leads/3/"


def test_a_name_nobody_has_is_refused_every_time():
    for _try in range(2):
        with pytest.raises(NoReverseMatch):
            addresses.of_one("crm:nowhere", 3)
