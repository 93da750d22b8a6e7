"""How the leads of a desk are narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.leads.filters import Searched
from crm.leads.models import Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import PATH, Stage
from kit.filters import SinceFilter, UntilFilter


class LeadFilter(Searched):
    """The leads somebody may see; `since` and `until` are the day of the first inquiry, both included."""

    owner = django_filters.ModelChoiceFilter(queryset=Consultant.objects.all(), label=_("Consultant"))
    source = django_filters.ChoiceFilter(choices=Source.choices, label=_("Source"))
    stage = django_filters.ChoiceFilter(choices=Stage.choices, label=_("Stage"))
    reached = django_filters.ChoiceFilter(
        choices=[(stage.value, stage.label) for stage in PATH], method="come_so_far", label=_("Reached at least")
    )
    since = SinceFilter(field_name="asked_at", label=_("From"))
    until = UntilFilter(field_name="asked_at", label=_("Until"))
    page_id = django_filters.NumberFilter(field_name="source_page_id", min_value=1, max_value=2**63 - 1)
    in_pool = django_filters.ChoiceFilter(
        choices=[("1", _("Yes")), ("0", _("No"))], method="pool", label=_("In the pool")
    )

    class Meta:
        model = Lead
        fields: tuple[str, ...] = ()

    def come_so_far(self, leads: LeadQuerySet, _name: str, stage: str) -> LeadQuerySet:
        """Those that came at least as far as a stage on the path."""
        return leads.reached(Stage(stage))

    def pool(self, leads: LeadQuerySet, _name: str, value: str) -> LeadQuerySet:
        """Those in the public pool, or the others."""
        return leads.filter(pooled_at__isnull=value == "0")

    @property
    def words(self) -> list[str]:
        """What narrows the list, in the reader's language."""
        said = self.form.cleaned_data
        since, until = said.get("since"), said.get("until")
        words = [
            said.get("q"),
            said.get("owner"),
            Source(said["source"]).label if said.get("source") else "",
            Stage(said["stage"]).label if said.get("stage") else "",
            _("reached %(stage)s") % {"stage": Stage(said["reached"]).label} if said.get("reached") else "",
            f"{since or ''} – {until or ''}" if since or until else "",
            _("one page") if said.get("page_id") else "",
            {"1": _("in the pool"), "0": _("not in the pool")}.get(said.get("in_pool") or ""),
        ]
        return [str(word) for word in words if word]
