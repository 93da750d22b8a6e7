"""A saved version is the active one; another reason why it cannot be saved is no "changed meanwhile"."""

import pytest
from django.db import IntegrityError

from crm.routing.models import RoutingRuleSet
from kit import versions
from kit.errors import ChangedMeanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules(zhong):
    """The rules of routing, with one version that is active."""
    RoutingRuleSet.objects.all().delete()
    return save(zhong, seen=0)


def save(fallback, *, seen, **content):
    return versions.publish(RoutingRuleSet.objects.all(), seen=seen, by=None, fallback=fallback, **content)


def test_a_version_that_others_have_replaced_is_refused(rules, zhong):
    save(zhong, seen=rules.version)
    with pytest.raises(ChangedMeanwhile):
        save(zhong, seen=rules.version)


@pytest.mark.parametrize("broken", [{"shown": "perhaps"}, {"organisation_days": 0}])
def test_another_broken_rule_is_said_as_it_is(rules, zhong, broken):
    with pytest.raises(IntegrityError):
        save(zhong, seen=rules.version, **broken)
    assert RoutingRuleSet.objects.active().get() == rules
