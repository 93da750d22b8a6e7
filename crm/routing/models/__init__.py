"""Versions of the routing rules, and the row that lets one choice be made at a time."""

from crm.routing.models.routing_lock import RoutingLock
from crm.routing.models.routing_rule_set import RoutingRuleSet

__all__ = [
    "RoutingLock",
    "RoutingRuleSet",
]
