"""The registrations that are shown."""

from django.db.models import QuerySet

from crm.leads.models import Lead, Organisation
from enrollment.seats.models import Registration


def registrations_of(lead: Lead) -> QuerySet[Registration]:
    """The registrations of a lead and of those merged into it, latest first."""
    shown = Registration.objects.filter(lead__in=Lead.objects.family_of(lead)).select_related(
        "session__programme", "organisation"
    )
    return shown.order_by("-registered_at")


def registrations_of_organisation(organisation: Organisation) -> QuerySet[Registration]:
    """The registrations of an organisation and of those merged into it, the latest class first."""
    shown = Registration.objects.filter(organisation__in=Organisation.objects.family_of(organisation))
    shown = shown.select_related("session__programme")
    return shown.order_by("-session__starts_on", "-pk")
