"""The registrations that are shown."""

from django.db.models import QuerySet

from crm.leads.models import Lead
from enrollment.seats.models import Registration


def registrations_of(lead: Lead) -> QuerySet[Registration]:
    """A lead's registrations, latest first."""
    shown = Registration.objects.filter(lead=lead).select_related("session__programme", "organisation")
    return shown.order_by("-registered_at")
