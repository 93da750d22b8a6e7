"""Saving the routing rules: each edit is a new version, an earlier version is restored as a copy."""

from typing import Any

from django.db import transaction

from accounts.models import User
from consultants.models import Consultant
from crm.routing.models import RoutingRuleSet
from crm.routing.queries import active
from crm.routing.rules.document import ORGANISATION_DAYS
from kit import versions


def publish(
    *,
    version: int,
    rules: list[dict[str, Any]],
    shown: str,
    fallback: Consultant,
    by: User | None,
    organisation_days: int = ORGANISATION_DAYS,
    restores: int | None = None,
) -> RoutingRuleSet:
    """Make new rules the active ones; `version` is the one the manager had open, 0 for none.

    Raises ChangedMeanwhile.
    """
    content = {"rules": rules, "shown": shown, "fallback": fallback, "organisation_days": organisation_days}
    rule_set = versions.publish(RoutingRuleSet.objects.all(), seen=version, by=by, restores=restores, **content)
    transaction.on_commit(active.forget_rules)
    return rule_set


def restore(earlier: RoutingRuleSet, *, version: int, by: User | None) -> RoutingRuleSet:
    """Make an earlier version active again, as a copy with a number of its own. Raises ChangedMeanwhile."""
    return publish(
        version=version,
        rules=earlier.rules,
        shown=earlier.shown,
        fallback=earlier.fallback,
        organisation_days=earlier.organisation_days,
        by=by,
        restores=earlier.version,
    )
