"""The filters of the pool."""

import django_filters
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.leads.filters import Searched
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import OPEN


class PoolFilter(Searched):
    """Leads of the pool, filtered."""

    stage = django_filters.ChoiceFilter(
        choices=[(stage.value, stage.label) for stage in OPEN], label=_("Stage"), empty_label=_("all")
    )
    source = django_filters.ChoiceFilter(choices=Source.choices, label=_("Source"), empty_label=_("all"))
    pooled_from = django_filters.ModelChoiceFilter(
        queryset=Consultant.objects.all(), label=_("Last owner"), empty_label=_("all")
    )

    class Meta:
        model = Lead
        fields: tuple[str, ...] = ()

    def search(self, leads: LeadQuerySet, _name: str, text: str) -> LeadQuerySet:
        """Leads that match the text; numbers stay hidden until a lead is claimed."""
        return leads.matching(text, hides_numbers=True)
