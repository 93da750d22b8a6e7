"""The calendar: next steps, duty and classes of a week or a month."""

from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import DeskRequest
from accounts.permissions import desk as desk_only
from consultants.queries import days_plan
from crm.desk.forms.calendar import CalendarForm
from crm.desk.presenters import calendar as presenters
from crm.desk.queries import calendar as queries
from crm.desk.rules.calendar import MOST_IN_MONTH, MOST_IN_WEEK, Span, beside, days_of
from kit import clock


@never_cache
@desk_only
@require_safe
def calendar(request: DeskRequest) -> HttpResponse:
    """The days that the address asks for; this week of the own desk, where it cannot be read."""
    at = clock.now()
    form = CalendarForm(request.GET, user=request.user, at=at)
    form.is_valid()
    on, span, desk = form.day(clock.today()), form.span, form.desk
    shown = days_of(span, on)
    leads = queries.leads_of(request.user, desk, at)
    most = MOST_IN_WEEK if span == Span.WEEK else MOST_IN_MONTH
    plan = days_plan(shown[0], len(shown)).days if desk else {}
    duty = {day: plan[day, desk.pk] for day in shown if desk and (day, desk.pk) in plan}
    steps = queries.steps(leads, shown[0], shown[-1], most=most)
    before, after = beside(span, on)
    context = {
        "form": form,
        "span": span,
        "on": on,
        "desk": desk,
        "desks": queries.desks(request.user, at),
        "is_own": desk is not None and desk.user_id == request.user.pk,
        "days": presenters.days(shown, steps, duty, at),
        "first": shown[0],
        "last": shown[-1],
        "before": before,
        "after": after,
        "today": clock.today(),
        "late": queries.late_before(leads, shown[0], at),
        "unplanned": queries.unplanned(leads, at),
        "back": _address(request.GET),
        "key": uuid4(),
        "now": at,
    }
    return render(request, "crm/desk/calendar.html", context)


def _address(asked: QueryDict) -> str:
    """What the address says, without what the calendar does not know."""
    return urlencode({name: str(asked[name]) for name in CalendarForm.base_fields if asked.get(name)})
