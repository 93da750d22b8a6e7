"""Which classes are shown."""

from datetime import date

from django.db.models import F, QuerySet

from crm.leads.models import Lead, Organisation
from enrollment.classes.models import ClassSession
from enrollment.classes.rules.lifecycle import SessionState

SHOWN_ON_A_LEAD = 4


def calendar(on: date) -> QuerySet[ClassSession]:
    """Coming classes, soonest first; one statement for any number of them."""
    return ClassSession.objects.upcoming(on).select_related("programme", "client", "venue")


def between(first: date, last: date) -> QuerySet[ClassSession]:
    """Classes that take place on some of these days, but for cancelled ones."""
    found = calendar(first).filter(starts_on__lte=last)
    return found.exclude(state=SessionState.CANCELLED)


def past(on: date) -> QuerySet[ClassSession]:
    """Classes that have ended, latest first."""
    return (
        ClassSession.objects.filter(ends_on__lt=on)
        .select_related("programme", "client", "venue")
        .order_by("-starts_on")
    )


def fitting(lead: Lead, on: date) -> list[ClassSession]:
    """The next classes this group could join: open ones, and those dedicated to its organisation."""
    found = ClassSession.objects.taking_groups(on).select_related("programme")
    clients = Organisation.objects.family_of(lead.organisation)
    found = found.filter(client=None) | found.filter(client__in=clients)
    return list(found.filter(seats_taken__lt=F("capacity") + F("overbook_limit"))[:SHOWN_ON_A_LEAD])
