"""A time in words, read in the duty of the consultant who owns a lead."""

from datetime import datetime

from consultants.models import Consultant
from crm.leads.errors import TimeNotUnderstood
from crm.leads.models import Lead
from crm.leads.rules.spoken_time import Spoken, understood
from crm.leads.services.tasks import NextStep
from kit import clock

# So many days of duty are read; on later days it is not known.
DAYS_AHEAD = 62


def spoken(words: str, lead: Lead, at: datetime) -> Spoken | None:
    """When the next step of a lead is due by these words; None where no time is understood."""
    owner = Consultant.objects.with_roster(at, DAYS_AHEAD).filter(pk=lead.owner_id or 0).first()
    return understood(words, at=at, duty=owner.windows(at, DAYS_AHEAD) if owner else [])


def next_step_in_words(lead: Lead, words: str) -> NextStep:
    """The next step in words. Raises TimeNotUnderstood."""
    found = spoken(words, lead, clock.now())
    if found is None:
        raise TimeNotUnderstood
    return NextStep(found.due_at, found.what)
