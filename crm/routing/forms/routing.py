"""The routing rules as a manager fills them in: one part of the form for each rule, in order."""

import re
from collections.abc import Container
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalog.models import Programme
from consultants.models import Consultant, Weekday
from crm.leads.rules.organisations import OrganisationKind
from crm.leads.rules.sources import Source
from crm.routing.models import RoutingRuleSet
from crm.routing.models.routing_rule_set import rule_of
from crm.routing.rules.document import LONGEST_ORGANISATION_DAYS, ORGANISATION_DAYS, RuleSet, Shown, Strategy
from kit import language, text
from kit.forms import choices_of

MOST_RULES = 100
LARGEST_SHARE = 100


class ManyChoices(forms.MultipleChoiceField):
    """Several of a few, as boxes to tick; nothing ticked means any."""

    widget = forms.CheckboxSelectMultiple


class RuleForm(forms.Form):
    """One rule; what is left empty asks nothing."""

    name = forms.CharField(label=_("Name of the rule"), max_length=40)
    regions = forms.CharField(
        label=_("Regions"),
        max_length=200,
        required=False,
        help_text=_("Provinces or cities by their short names, separated by commas: 江西, 南昌."),
    )
    programmes = ManyChoices(label=_("Programmes"), required=False)
    kinds = ManyChoices(label=_("Kinds of organisation"), choices=OrganisationKind.choices, required=False)
    sources = ManyChoices(label=_("Sources"), choices=Source.choices, required=False)
    people_from = forms.IntegerField(label=_("People from"), min_value=1, max_value=5000, required=False)
    people_to = forms.IntegerField(label=_("People to"), min_value=1, max_value=5000, required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"), choices=Weekday.choices, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    hour_from = forms.IntegerField(label=_("From hour"), min_value=0, max_value=23, required=False)
    hour_to = forms.IntegerField(label=_("To hour"), min_value=0, max_value=24, required=False)
    strategy = forms.ChoiceField(label=_("Goes to"), choices=Strategy, initial=Strategy.PERSON)
    people = forms.TypedMultipleChoiceField(
        label=_("Which consultants"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One for a person, at least one for a team or for shares."),
    )
    shares = forms.CharField(
        label=_("Shares"),
        max_length=80,
        required=False,
        help_text=_("In the order of the names ticked, such as 2:1:1; of the leads given since Monday."),
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], programmes: list[tuple[str, str]], **kw: Any) -> None:
        """Offer people and programmes that were read once for all rules."""
        super().__init__(*args, **kw)
        choices_of(self, "people").choices = people
        choices_of(self, "programmes").choices = programmes
        self.names = dict(people)
        self.labels: dict[str, dict[Any, Any]] = {
            "programmes": dict(programmes),
            "kinds": dict(OrganisationKind.choices),
            "sources": dict(Source.choices),
            "weekdays": dict(Weekday.choices),
        }

    @property
    def asks(self) -> str:
        """What the kept rule asks of an inquiry, in a few words; `any` when it asks nothing."""
        said = self.initial
        asked: list[object] = [said["regions"]] if said.get("regions") else []
        for name, labels in self.labels.items():
            if chosen := [str(labels.get(one, one)) for one in said.get(name, ())]:
                asked.append(language.listed(chosen))
        if said.get("people_from") or said.get("people_to"):
            asked.append(
                _("%(from)s–%(to)s people") % {"from": said["people_from"] or 1, "to": said["people_to"] or "∞"}
            )
        if said.get("hour_from") is not None or said.get("hour_to") is not None:
            start, end = said["hour_from"] or 0, 24 if said["hour_to"] is None else said["hour_to"]
            asked.append(_("%(from)s–%(to)s o’clock") % {"from": start, "to": end})
        return " · ".join(map(str, asked)) or str(_("any inquiry"))

    @property
    def goes_to(self) -> str:
        """Whom the kept rule names, and how one of them is chosen."""
        people = language.listed(self.names.get(pk, "—") for pk in self.initial.get("people", ()))
        strategy = str(Strategy(self.initial["strategy"]).label)
        return " · ".join(filter(None, (people, strategy, self.initial.get("shares"))))

    def clean_regions(self) -> list[str]:
        """The words between commas and blanks."""
        return re.split(r"[\s,，、]+", self.cleaned_data["regions"].strip()) if self.cleaned_data["regions"] else []

    def clean_shares(self) -> list[int]:
        """Numbers of at least one."""
        said = text.plain(self.cleaned_data["shares"]).split(":")
        shares = [text.number(one.strip()) or 0 for one in said if one.strip()]
        if not all(1 <= one <= LARGEST_SHARE for one in shares):
            raise ValidationError(_("Write shares as whole numbers of at least 1, such as 2:1:1."), code="shares")
        return shares

    def clean(self) -> dict[str, Any]:
        """A rule for people names them, and as many shares as people or none."""
        said = super().clean() or self.cleaned_data
        people, shares = said.get("people") or [], said.get("shares") or []
        if said.get("strategy") == Strategy.PERSON and len(people) != 1:
            self.add_error("people", _("Choose exactly one consultant for this."))
        if said.get("strategy") in {Strategy.TEAM, Strategy.SHARE} and not people:
            self.add_error("people", _("Choose at least one consultant."))
        if shares and len(shares) != len(people):
            self.add_error("shares", _("Give as many shares as consultants."))
        if (said.get("people_from") or 1) > (said.get("people_to") or 5000):
            self.add_error("people_to", _("The larger number of people comes second."))
        return said

    @property
    def values(self) -> dict[str, Any]:
        """The rule as a version keeps it."""
        said = self.cleaned_data
        topics = [("region", said["regions"]), ("programme", said["programmes"]), ("kind", said["kinds"])]
        return {
            "name": said["name"],
            "strategy": said["strategy"],
            "topics": [f"{kind}:{value}" for kind, values in topics for value in values],
            **{name: said[name] for name in ("sources", "people_from", "people_to", "weekdays")},
            **{name: said[name] for name in ("hour_from", "hour_to", "people", "shares")},
        }


class SetForm(forms.Form):
    """What holds beside the rules; `version` is the one the manager has before her."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    shown = forms.ChoiceField(label=_("The consultant the page showed"), choices=Shown)
    fallback = forms.ModelChoiceField(Consultant.objects.active(), label=_("Answers when nobody else can"))
    organisation_days = forms.IntegerField(
        label=_("Days an organisation stays with its consultant"), min_value=1, max_value=LONGEST_ORGANISATION_DAYS
    )


class Rules(forms.BaseFormSet[RuleForm]):
    """The rules in their order."""

    @property
    def values(self) -> list[dict[str, Any]]:
        """Every rule that is filled in and not struck out, in order."""
        return [form.values for form in self.ordered_forms]


RulesFormSet = forms.formset_factory(
    RuleForm, formset=Rules, can_order=True, can_delete=True, extra=1, max_num=MOST_RULES, validate_max=True
)


def forms_for(data: Any, now: RoutingRuleSet | None) -> tuple[SetForm, Rules]:
    """Both parts of the screen, filled with what was sent or with the version that holds."""
    people = [
        (one.pk, one.name if one.is_active else _("%(name)s (left)") % {"name": one.name})
        for one in Consultant.objects.order_by("position", "pk")
    ]
    programmes = [(one.slug, one.title) for one in Programme.objects.active()]
    held: dict[str, Any] = {"version": 0, "organisation_days": ORGANISATION_DAYS}
    if now:
        held = {name: getattr(now, name) for name in ("version", "shown", "organisation_days")}
        held["fallback"] = now.fallback_id
    rules = RulesFormSet(
        data,
        initial=[initial_of(one) for one in now.rules] if now else [],
        prefix="rules",
        form_kwargs={"people": people, "programmes": programmes},
    )
    return SetForm(data, initial=held, prefix="set"), cast("Rules", rules)


def initial_of(values: dict[str, Any]) -> dict[str, Any]:
    """A kept rule as the form shows it."""
    by_kind: dict[str, list[str]] = {"region": [], "programme": [], "kind": []}
    for topic in values["topics"]:
        kind, _colon, value = topic.partition(":")
        by_kind[kind].append(value)
    return values | {
        "regions": ", ".join(by_kind["region"]),
        "programmes": by_kind["programme"],
        "kinds": by_kind["kind"],
        "shares": ":".join(str(share) for share in values["shares"]),
    }


def as_rule_set(said: SetForm, rules: Rules) -> RuleSet:
    """What is on the screen, for trying it."""
    held = said.cleaned_data
    version = held["version"] + 1
    ruled = tuple(rule_of(one) for one in rules.values)
    return RuleSet(version, ruled, held["shown"], held["fallback"].pk, held["organisation_days"])


def warnings(now: RoutingRuleSet, here: Container[int]) -> list[str]:
    """What is wrong with the version that holds: people who left, teams of nobody, an end that has left."""
    found: list[object] = []
    if now.fallback_id not in here:
        found.append(_("Whoever was to answer when nobody else can has left. Choose somebody who works here."))
    for rule in now.rules:
        if rule["strategy"] == Strategy.LIGHTEST:
            continue
        gone = [pk for pk in rule["people"] if pk not in here]
        if len(gone) == len(rule["people"]):
            found.append(_("“%(rule)s” has nobody left who works here; it is passed over.") % {"rule": rule["name"]})
        elif gone:
            found.append(_("“%(rule)s” still names somebody who left.") % {"rule": rule["name"]})
    return [str(one) for one in found]
