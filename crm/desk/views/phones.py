"""The telephone numbers on the page of a lead."""

from django import forms
from django.utils.translation import gettext as _

from accounts.http import DeskRequest
from crm.desk.forms.phones import ChosenPhoneForm, PhoneForm
from crm.desk.views.actions import action
from crm.leads.models import Lead
from crm.leads.services import phones
from crm.leads.views.answers import Answer


@action(PhoneForm, "phone_form")
def add(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Add a further number."""
    added, edited = phones.add(lead.pk, by=request.user, **form.cleaned_data)
    return _("%(number)s is added.") % {"number": added}, edited


@action(ChosenPhoneForm, "chosen_phone_form")
def remove(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Remove a further number."""
    _lead, edited = phones.remove(lead.pk, by=request.user, **form.cleaned_data)
    return _("The number is removed."), edited


@action(ChosenPhoneForm, "chosen_phone_form")
def prefer(request: DeskRequest, lead: Lead, form: forms.Form) -> Answer:
    """Let a further number be the one that is called and texted."""
    lead, edited = phones.prefer(lead.pk, by=request.user, **form.cleaned_data)
    return _("%(number)s is the preferred number now.") % {"number": lead.masked_phone}, edited
