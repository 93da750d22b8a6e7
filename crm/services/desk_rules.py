"""Changing the rules of the desk."""

from typing import Any

from django.db import transaction

from crm.errors import RulesChangedMeanwhile
from crm.models import DeskRules
from crm.models.desk_rules import THE_ONE


@transaction.atomic
def change(*, version: int, **values: Any) -> DeskRules:
    """Save the rules a manager edited; `version` is the one she had before her.

    Raises RulesChangedMeanwhile.
    """
    DeskRules.objects.get_or_create(pk=THE_ONE)
    rules = DeskRules.objects.select_for_update(of=("self",)).get(pk=THE_ONE)
    if rules.version != version:
        raise RulesChangedMeanwhile
    for name, value in values.items():
        setattr(rules, name, value)
    rules.version += 1
    rules.save(update_fields=[*values, "version"])
    return rules
