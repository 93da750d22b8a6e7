"""Changing the rules of the desk."""

from typing import Any

from django.db import transaction

from crm.leads.models import DeskRules
from crm.leads.models.desk_rules import THE_ONE
from kit.errors import ChangedMeanwhile


@transaction.atomic
def change(*, version: int, **values: Any) -> DeskRules:
    """Save the rules that a manager edited; `version` is the one the form showed.

    Raises ChangedMeanwhile.
    """
    DeskRules.objects.get_or_create(pk=THE_ONE)
    rules = DeskRules.objects.select_for_update(of=("self",)).get(pk=THE_ONE)
    if rules.version != version:
        raise ChangedMeanwhile
    for name, value in values.items():
        setattr(rules, name, value)
    rules.version += 1
    rules.save(update_fields=[*values, "version"])
    return rules
