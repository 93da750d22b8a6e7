"""Forms of the public pool."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.leads.models import DeskRules
from kit.forms import E164Field


class KeepForm(forms.Form):
    """Keep a lead out of the pool, or let its days count again."""

    kept = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])

    def clean_kept(self) -> bool:
        """As a boolean."""
        return bool(self.cleaned_data["kept"] == "1")


class RulesForm(forms.ModelForm[DeskRules]):
    """The rules of the desk; `version` is the one that the form shows."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    manager_phone = E164Field(label=_("The manager's telephone"), required=False)

    class Meta:
        model = DeskRules
        fields = (
            "days_new",
            "days_contacted",
            "days_qualified",
            "days_proposed",
            "warn_days",
            "keep_quota",
            "claims_a_day",
            "reveals_a_day",
            "reveals_an_hour",
            "cooldown_days",
            "manager_phone",
        )

    @classmethod
    def of(cls, rules: DeskRules) -> dict[str, Any]:
        """What the form says of rules."""
        return {name: getattr(rules, name) for name in cls.base_fields}

    @property
    def days_rows(self) -> list[forms.BoundField]:
        """The days of each stage."""
        return [self[name] for name in ("days_new", "days_contacted", "days_qualified", "days_proposed")]

    @property
    def limits(self) -> list[forms.BoundField]:
        """The limits of one consultant."""
        return [
            self[name]
            for name in ("warn_days", "cooldown_days", "claims_a_day", "reveals_a_day", "reveals_an_hour", "keep_quota")
        ]
