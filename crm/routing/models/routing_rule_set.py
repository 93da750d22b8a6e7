"""The versions of the routing rules."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.routing.rules.document import LONGEST_ORGANISATION_DAYS, ORGANISATION_DAYS, Rule, RuleSet, Shown
from kit.versions import Version, VersionQuerySet


class RoutingRuleSet(Version):
    """One version of the rules, never changed: a later one takes its place, and an earlier one can be copied back.

    `rules` is the list of `crm.routing.rules.document.Rule` as plain values: read whole, written whole, one document.
    `fallback` is the human whom the choice ends at when nobody else can take a lead.
    """

    rules = models.JSONField(default=list)
    shown = models.CharField(_("the consultant the page showed"), max_length=8, choices=Shown, default=Shown.AFTER)
    fallback = models.ForeignKey(
        Consultant, verbose_name=_("answers when nobody else can"), on_delete=models.PROTECT, related_name="+"
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
        rules = tuple(rule_of(one) for one in self.rules)
        return RuleSet(self.version, rules, self.shown, self.fallback_id, self.organisation_days)


SETS = ("topics", "sources", "weekdays")


def rule_of(values: dict[str, Any]) -> Rule:
    """A rule from its plain values."""
    return Rule(**{name: _frozen(name, value) for name, value in values.items()})


def _frozen(name: str, value: Any) -> Any:
    if name in SETS:
        return frozenset(value)
    return tuple(value) if isinstance(value, list) else value
