"""Forms of the public pool."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm.leads.models import DeskRules
from kit.errors import Refusal
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
            "cooldown_days",
            "manager_phone",
        )

    def shown_anew(self, refusal: Refusal, now: DeskRules) -> "RulesForm":
        """The form as it was filled in, with the current version; each field that differs shows its current value."""
        data = {name: self.data.get(name) for name in self.data}
        data["version"] = str(now.version)
        # Cleaning writes what was typed into the instance, so the current values are read first.
        current = {name: str(getattr(now, name) or "") for name in self.Meta.fields}
        form = RulesForm(data, instance=now)
        form.add_error(None, ValidationError(str(refusal), code=refusal.code))
        for name, value in current.items():
            if value != (data.get(name) or ""):
                form.add_error(name, _("Now: %(held)s") % {"held": value or _("empty")})
        return form

    @property
    def days_rows(self) -> list[forms.BoundField]:
        """The days of each stage."""
        return [self[name] for name in ("days_new", "days_contacted", "days_qualified", "days_proposed")]

    @property
    def limits(self) -> list[forms.BoundField]:
        """The limits of one consultant."""
        return [self[name] for name in ("warn_days", "cooldown_days", "claims_a_day", "reveals_a_day", "keep_quota")]
