"""The search for leads, the same on pages and in the API."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from crm.leads.models.lead_queryset import LeadQuerySet


class Searched(django_filters.FilterSet):
    """Leads, searched by name, organisation or number."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, organisation, last digits")}),
    )

    def search(self, leads: LeadQuerySet, _name: str, text: str) -> LeadQuerySet:
        """Leads that match the text."""
        return leads.matching(text)
