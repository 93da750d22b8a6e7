"""The versions of the routing rules."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.routing.rules.document import LONGEST_ORGANISATION_DAYS, ORGANISATION_DAYS, Rule, RuleSet, Shown
from kit.versions import Version, VersionQuerySet


class RoutingRuleSet(Version):
    """One version of the rules. It is never changed; a later version replaces it, an earlier one can be restored.

    `rules` is the list of `crm.routing.rules.document.Rule` as plain values. `fallback` is the consultant who gets a
    lead that no other one can take.
    """

    rules = models.JSONField(default=list)
    shown = models.CharField(_("the consultant the page showed"), max_length=8, choices=Shown, default=Shown.AFTER)
    fallback = models.ForeignKey(
        Consultant, verbose_name=_("answers when no other consultant can"), on_delete=models.PROTECT, related_name="+"
    )
    organisation_days = models.PositiveSmallIntegerField(
        _("days an organisation stays with its consultant"), default=ORGANISATION_DAYS, db_default=ORGANISATION_DAYS
    )

    objects = VersionQuerySet["RoutingRuleSet"].as_manager()

    class Meta(Version.Meta):
        verbose_name = _("routing rules")
        verbose_name_plural = _("routing rules")
        constraints = [
            *Version.Meta.constraints,
            models.CheckConstraint(
                condition=Q(organisation_days__range=(1, LONGEST_ORGANISATION_DAYS)),
                name="routing_routingruleset_organisation_days_in_range",
            ),
            models.CheckConstraint(condition=Q(shown__in=Shown.values), name="routing_routingruleset_shown_known"),
        ]

    @property
    def as_rules(self) -> RuleSet:
        """As routing reads it."""
        rules = tuple(rule_of(values) for values in self.rules)
        return RuleSet(self.version, rules, self.shown, self.fallback_id, self.organisation_days)


SETS = ("topics", "sources", "weekdays")
LISTS = ("people", "shares")


def rule_of(values: dict[str, Any]) -> Rule:
    """A rule from its plain values, in which sets and tuples are lists."""
    sets = {name: frozenset(values[name]) for name in SETS if name in values}
    return Rule(**values | sets | {name: tuple(values[name]) for name in LISTS if name in values})
