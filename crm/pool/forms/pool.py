"""Forms of the public pool."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crm.leads.models import DeskRules
from kit import phones
from kit.errors import Refusal


class KeepForm(forms.Form):
    """Keep a lead out of the pool, or let its days count again."""

    kept = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])

    def clean_kept(self) -> bool:
        """As a boolean."""
        return bool(self.cleaned_data["kept"] == "1")


class RulesForm(forms.ModelForm[DeskRules]):
    """The rules of the desk; `version` is the one that the form shows."""

    version = forms.IntegerField(widget=forms.HiddenInput)

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
        widgets = {"manager_phone": forms.TextInput(attrs={"type": "tel", "maxlength": 40})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the spelling of the number to `clean_manager_phone`."""
        super().__init__(*args, **kwargs)
        self.fields["manager_phone"].max_length = 40  # type: ignore[attr-defined]
        self.fields["manager_phone"].validators.clear()

    def clean_manager_phone(self) -> str:
        """The number as E.164, from any spelling."""
        number = self.cleaned_data["manager_phone"]
        try:
            return phones.parse(number).e164 if number else ""
        except phones.UnreadablePhone as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal

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
