"""The routing rules in force."""

from datetime import datetime
from functools import lru_cache

from consultants.queries import ROSTER_SECONDS
from crm.routing.models import RoutingRuleSet
from crm.routing.queries import workload
from crm.routing.rules.document import NO_RULES, RuleSet


def rules(at: datetime) -> RuleSet:
    """The active rules, read like the roster: once in ten seconds by each process."""
    return _rules(int(at.timestamp()) // ROSTER_SECONDS)


def forget_rules() -> None:
    """Read rules and leads again for the next inquiry."""
    workload.recent_loads.cache_clear()
    _rules.cache_clear()
    _version.cache_clear()


@lru_cache(maxsize=2)
def _rules(_moment: int) -> RuleSet:
    pk = RoutingRuleSet.objects.active().values_list("pk", flat=True).first()
    return _version(pk) if pk else NO_RULES


@lru_cache(maxsize=2)
def _version(pk: int) -> RuleSet:
    """A version never changes, so it is read once."""
    return RoutingRuleSet.objects.get(pk=pk).as_rules
