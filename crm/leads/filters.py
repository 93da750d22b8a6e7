"""How leads are searched, on a page and over the API alike."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from crm.leads.models.lead_queryset import LeadQuerySet

LONGEST_SEARCH = 40


class Searched(django_filters.FilterSet):
    """A list of leads that can be searched by name, organisation or number."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, organisation, last digits")}),
    )

    def search(self, leads: LeadQuerySet, _name: str, text: str) -> LeadQuerySet:
        """Those that match what was typed."""
        return leads.matching(text)
