"""Versions of the routing rules, and the lock under which one choice is made at a time."""

from crm.routing.models.lock import RoutingLock
from crm.routing.models.rule_set import RoutingRuleSet

__all__ = [
    "RoutingLock",
    "RoutingRuleSet",
]
