"""Saving the routing rules: each edit is a new version, an earlier one comes back as a copy."""

from typing import Any

from django.db import transaction

from accounts.models import User
from consultants.models import Consultant
from crm.routing.models import RoutingRuleSet
from crm.routing.queries import routing
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
    """Let new rules hold; `version` is the one the manager had open, 0 for none. Raises ChangedMeanwhile."""
    content = {"rules": rules, "shown": shown, "fallback": fallback, "organisation_days": organisation_days}
    made = versions.publish(RoutingRuleSet.objects.all(), seen=version, by=by, restores=restores, **content)
    transaction.on_commit(routing.forget_rules)
    return made


def restore(earlier: RoutingRuleSet, *, version: int, by: User | None) -> RoutingRuleSet:
    """Let an earlier version hold again, as a copy with a number of its own. Raises ChangedMeanwhile."""
    return publish(
        version=version,
        rules=earlier.rules,
        shown=earlier.shown,
        fallback=earlier.fallback,
        organisation_days=earlier.organisation_days,
        by=by,
        restores=earlier.version,
    )
