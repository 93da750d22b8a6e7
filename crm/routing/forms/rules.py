"""The routing rules as a manager fills them in: one form for each rule, in order, and one for the rest."""

import re
from collections.abc import Container
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant, Weekday
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.organisations import OrganisationKind
from crm.leads.rules.sources import Source
from crm.routing.models import RoutingRuleSet
from crm.routing.models.rule_set import rule_of
from crm.routing.queries import topics
from crm.routing.rules.document import LONGEST_ORGANISATION_DAYS, ORGANISATION_DAYS, RuleSet, Shown, Strategy
from kit import language, text
from kit.forms import choices_of

MOST_RULES = 100
LARGEST_SHARE = 100


class ManyChoices(forms.MultipleChoiceField):
    """Boxes to tick; none ticked means any."""

    widget = forms.CheckboxSelectMultiple


class RuleForm(forms.Form):
    """One rule; a condition that is left empty is none."""

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
    people_from = forms.IntegerField(label=_("People from"), min_value=1, max_value=LARGEST_GROUP, required=False)
    people_to = forms.IntegerField(label=_("People to"), min_value=1, max_value=LARGEST_GROUP, required=False)
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

    def __init__(
        self, *args: Any, people: list[tuple[int, str]], programmes: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Offer consultants and programmes, each as key and title, read once for all rules."""
        super().__init__(*args, **kwargs)
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
        """The conditions of the saved rule in a few words."""
        rule = self.initial
        conditions: list[object] = [rule["regions"]] if rule.get("regions") else []
        for name, labels in self.labels.items():
            if chosen := [str(labels.get(value, value)) for value in rule.get(name, ())]:
                conditions.append(language.listed(chosen))
        if rule.get("people_from") or rule.get("people_to"):
            conditions.append(
                _("%(from)s–%(to)s people") % {"from": rule["people_from"] or 1, "to": rule["people_to"] or "∞"}
            )
        if rule.get("hour_from") is not None or rule.get("hour_to") is not None:
            start, end = rule["hour_from"] or 0, 24 if rule["hour_to"] is None else rule["hour_to"]
            conditions.append(_("%(from)s–%(to)s o’clock") % {"from": start, "to": end})
        return " · ".join(map(str, conditions)) or str(_("any inquiry"))

    @property
    def goes_to(self) -> str:
        """The consultants of the saved rule, and how one of them is chosen."""
        people = language.listed(self.names.get(pk, "—") for pk in self.initial.get("people", ()))
        strategy = str(Strategy(self.initial["strategy"]).label)
        return " · ".join(filter(None, (people, strategy, self.initial.get("shares"))))

    def clean_regions(self) -> list[str]:
        """The words between commas and blanks."""
        return re.split(r"[\s,，、]+", self.cleaned_data["regions"].strip()) if self.cleaned_data["regions"] else []

    def clean_shares(self) -> list[int]:
        """Numbers of at least one."""
        typed = text.plain(self.cleaned_data["shares"]).split(":")
        shares = [text.number(share.strip()) or 0 for share in typed if share.strip()]
        if not all(1 <= share <= LARGEST_SHARE for share in shares):
            raise ValidationError(_("Write shares as whole numbers of at least 1, such as 2:1:1."), code="shares")
        return shares

    def clean(self) -> dict[str, Any]:
        """A rule for consultants names them, and has as many shares as consultants, or none."""
        cleaned = super().clean() or self.cleaned_data
        people, shares = cleaned.get("people") or [], cleaned.get("shares") or []
        if cleaned.get("strategy") == Strategy.PERSON and len(people) != 1:
            self.add_error("people", _("Choose exactly one consultant for this."))
        if cleaned.get("strategy") in {Strategy.TEAM, Strategy.SHARE} and not people:
            self.add_error("people", _("Choose at least one consultant."))
        if shares and len(shares) != len(people):
            self.add_error("shares", _("Give as many shares as consultants."))
        if (cleaned.get("people_from") or 1) > (cleaned.get("people_to") or LARGEST_GROUP):
            self.add_error("people_to", _("The larger number of people comes second."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The rule as a version keeps it."""
        cleaned = self.cleaned_data
        topics = [("region", cleaned["regions"]), ("programme", cleaned["programmes"]), ("kind", cleaned["kinds"])]
        return {
            "name": cleaned["name"],
            "strategy": cleaned["strategy"],
            "topics": [f"{kind}:{value}" for kind, values in topics for value in values],
            **{name: cleaned[name] for name in ("sources", "people_from", "people_to", "weekdays")},
            **{name: cleaned[name] for name in ("hour_from", "hour_to", "people", "shares")},
        }


class SetForm(forms.Form):
    """What a version says beside its rules; `version` is the one that the manager has open."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    shown = forms.ChoiceField(label=_("The consultant the page showed"), choices=Shown)
    fallback = forms.ModelChoiceField(Consultant.objects.active(), label=_("Answers when no other consultant can"))
    organisation_days = forms.IntegerField(
        label=_("Days an organisation stays with its consultant"), min_value=1, max_value=LONGEST_ORGANISATION_DAYS
    )


class Rules(forms.BaseFormSet[RuleForm]):
    """The rules in their order."""

    @property
    def values(self) -> list[dict[str, Any]]:
        """Every rule that is filled in and not deleted, in order."""
        return [form.values for form in self.ordered_forms]


RulesFormSet = forms.formset_factory(
    RuleForm, formset=Rules, can_order=True, can_delete=True, extra=1, max_num=MOST_RULES, validate_max=True
)


def forms_for(data: Any, now: RoutingRuleSet | None) -> tuple[SetForm, Rules]:
    """Both parts of the page, filled with what was sent or with the active version."""
    people = [
        (person.pk, person.name if person.is_active else _("%(name)s (left)") % {"name": person.name})
        for person in Consultant.objects.order_by("position", "pk")
    ]
    programmes = topics.programmes()
    initial: dict[str, Any] = {"version": 0, "organisation_days": ORGANISATION_DAYS}
    if now:
        initial = model_to_dict(now, ["version", "shown", "organisation_days", "fallback"])
    rules = RulesFormSet(
        data,
        initial=[_initial(values) for values in now.rules] if now else [],
        prefix="rules",
        form_kwargs={"people": people, "programmes": programmes},
    )
    return SetForm(data, initial=initial, prefix="set"), cast("Rules", rules)


def _initial(values: dict[str, Any]) -> dict[str, Any]:
    """A saved rule as the form shows it."""
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


def as_rule_set(set_form: SetForm, rules: Rules) -> RuleSet:
    """What was filled in, for trying it, as the version after the one that the manager has open."""
    values = set_form.cleaned_data
    return RuleSet(
        values["version"] + 1,
        tuple(rule_of(rule) for rule in rules.values),
        values["shown"],
        values["fallback"].pk,
        values["organisation_days"],
    )


def warnings(now: RoutingRuleSet, here: Container[int]) -> list[str]:
    """What is wrong with the active version; `here` has the keys of all consultants who work here."""
    faults: list[object] = []
    if now.fallback_id not in here:
        faults.append(_("The consultant who answers when no other can has left. Choose one who works here."))
    for rule in now.rules:
        if rule["strategy"] == Strategy.LIGHTEST:
            continue
        gone = [pk for pk in rule["people"] if pk not in here]
        if len(gone) == len(rule["people"]):
            faults.append(
                _("“%(rule)s” names no consultant who works here; it is passed over.") % {"rule": rule["name"]}
            )
        elif gone:
            faults.append(_("“%(rule)s” still names a consultant who left.") % {"rule": rule["name"]})
    return [str(fault) for fault in faults]
