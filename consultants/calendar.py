"""A consultant's coming duty as an RFC 5545 calendar."""

from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from consultants.models import Consultant
from consultants.rules.duty import Window
from kit import clock, holidays, language

DAYS = 62
REFRESH = timedelta(hours=1)


def of(consultant: Consultant) -> bytes:
    """The duty of the next two months, pauses left out; the same day and the same duty give the same bytes.

    All instants are in UTC, so that no reader needs to know a time zone's rules.
    """
    first = clock.start_of(clock.today())
    consultant = Consultant.objects.with_roster(first, DAYS).get(pk=consultant.pk)
    with language.of_the_site():
        calendar = Calendar()
        calendar.add("prodid", "-//training centre//duty roster//ZH")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Duty of %(name)s") % {"name": consultant.name})
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        for window in consultant.windows(first, DAYS):
            calendar.add_component(_event(consultant, window))
    return bytes(calendar.to_ical())


def _event(consultant: Consultant, window: Window) -> Event:
    event = Event()
    starts_at = window.starts_at.astimezone(UTC)
    event.add("uid", f"duty-{consultant.pk}-{starts_at:%Y%m%dT%H%MZ}")
    # When this text was made would change it at every reading; the day it is about does not.
    event.add("dtstamp", clock.start_of(clock.local(window.starts_at).date()).astimezone(UTC))
    event.add("dtstart", starts_at)
    event.add("dtend", window.ends_at.astimezone(UTC))
    event.add("summary", _("On duty: hotline %(number)s") % {"number": consultant.hotline_spaced})
    if not holidays.knows(clock.local(window.starts_at).year):
        event.add("description", _("The holidays of this year are not known yet: weekdays count."))
    event.add("transp", "OPAQUE")
    return event
