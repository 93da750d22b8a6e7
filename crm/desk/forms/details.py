"""Correcting one detail of a lead."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm.leads.errors import DetailChanged
from crm.leads.forms import BudgetField, HeadCountField, TagsField
from crm.leads.models import Lead
from crm.leads.presenters import details
from crm.leads.rules.sources import Source
from kit.forms import LineField, UncutField


class DetailForm(forms.Form):
    """The field of one detail, and `was`: what it said when the form was opened."""

    name = LineField(max_length=40, error_messages={"required": _("A lead needs a name.")})
    title = LineField(max_length=40, required=False)
    organisation = LineField(max_length=80, required=False)
    email = forms.EmailField(max_length=254, required=False)
    wechat = LineField(max_length=40, required=False)
    theme = LineField(max_length=60, required=False)
    head_count = HeadCountField(required=False)
    month = LineField(max_length=20, required=False)
    budget = BudgetField(required=False)
    source = forms.ChoiceField(choices=Source)
    remarks = UncutField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    tags = TagsField(required=False)
    was = UncutField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, lead: Lead, detail: str, data: QueryDict | None = None) -> None:
        """Keep the field of one detail, filled in with what the lead says now."""
        now = lead.detail(detail)
        super().__init__(data, initial={detail: now, "was": now}, auto_id="detail_%s")
        self.detail = detail
        self.fields = {name: self.fields[name] for name in (detail, "was")}
        self.fields[detail].label = details.label(detail)
        self.fields[detail].widget.attrs["autofocus"] = True

    def show_clash(self, clash: DetailChanged) -> None:
        """Say what a colleague wrote meanwhile; the same form sent again replaces that."""
        self.add_error(self.detail, str(clash))
        self.data = {self.detail: self.data.get(self.detail, ""), "was": clash.now}
