"""Saving the routing rules: each edit is a new version, an earlier one comes back as a copy."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from consultants.models import Consultant
from crm.errors import RoutingChangedMeanwhile
from crm.models import RoutingRuleSet
from crm.queries import routing as routing_queries
from crm.rules.routing_rules import ORGANISATION_DAYS


def enact(
    *,
    version: int,
    rules: list[dict[str, Any]],
    shown: str,
    fallback: Consultant,
    by: User | None,
    organisation_days: int = ORGANISATION_DAYS,
    restores: int | None = None,
) -> RoutingRuleSet:
    """Let new rules hold; `version` is the one the manager had before her, 0 for none.

    Raises RoutingChangedMeanwhile.
    """
    try:
        with transaction.atomic():
            now = RoutingRuleSet.objects.active().select_for_update().first()
            if (now.version if now else 0) != version:
                raise RoutingChangedMeanwhile
            RoutingRuleSet.objects.active().update(is_active=False)
            made = RoutingRuleSet.objects.create(
                version=version + 1,
                rules=rules,
                shown=shown,
                fallback=fallback,
                organisation_days=organisation_days,
                made_by=by,
                restores=restores,
            )
    except IntegrityError as clash:
        # Two managers wrote the very first version at the same instant.
        raise RoutingChangedMeanwhile from clash
    transaction.on_commit(routing_queries.forget_rules)
    return made


def restore(earlier: RoutingRuleSet, *, version: int, by: User | None) -> RoutingRuleSet:
    """Let an earlier version hold again, as a copy with a number of its own. Raises RoutingChangedMeanwhile."""
    return enact(
        version=version,
        rules=earlier.rules,
        shown=earlier.shown,
        fallback=earlier.fallback,
        organisation_days=earlier.organisation_days,
        by=by,
        restores=earlier.version,
    )
