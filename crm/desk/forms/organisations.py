"""What is written about an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.leads.models import Organisation
from crm.leads.queries.organisations import version_of
from kit.forms import LineField, UncutField

LARGEST_KEY = 2**63 - 1


class OrganisationForm(forms.Form):
    """Name, region and who looks after it; `seen` is the version that the user saw."""

    name = LineField(label=_("Name"), max_length=80, error_messages={"required": _("An organisation needs a name.")})
    region = LineField(label=_("Region"), max_length=40, required=False)
    keeper = forms.ModelChoiceField(
        label=_("Looks after the relation"),
        queryset=Consultant.objects.active(),
        required=False,
        empty_label=_("whoever has the latest lead"),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, organisation: Organisation) -> dict[str, Any]:
        """What the form says of an organisation now."""
        return {
            "name": organisation.name,
            "region": organisation.region,
            "keeper": organisation.keeper_id,
            "seen": version_of(organisation),
        }


class OrganisationNoteForm(forms.Form):
    """A note."""

    text = UncutField(
        label=_("Note"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )


class NameForm(forms.Form):
    """Another spelling."""

    name = LineField(label=_("Another spelling"), max_length=80)


class ChosenNameForm(forms.Form):
    """The spelling that is meant."""

    name_id = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)


class ChosenOrganisationForm(forms.Form):
    """The other organisation."""

    other = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)


class MoveContactForm(forms.Form):
    """A contact, named by one of the leads, and the organisation that the person is at now."""

    lead = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    organisation = LineField(label=_("Is now at"), max_length=80)
