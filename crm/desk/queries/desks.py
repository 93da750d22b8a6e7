"""The desks side by side: what each consultant has to do, does today, and could still take."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import DutyCard
from consultants.rules.duty import Absence
from crm.leads.models import Action, ActionKind, Lead
from crm.leads.models.lead_queryset import IS_WAITING, due_by
from crm.leads.rules.due import Due
from crm.routing.queries import workload
from crm.routing.queries.workload import Load
from kit import clock

# So many leads of a desk are shown.
MOST_CARDS = 5
CALLS = (ActionKind.CALL, ActionKind.TELEPHONE)


@dataclass(frozen=True, slots=True)
class Desk:
    """One consultant's desk. `figures` counts open leads: all (`leads`), unanswered (`waiting`), by `Due`."""

    duty: DutyCard
    absence: Absence | None
    cover: Consultant | None
    is_paused: bool
    figures: dict[str, int]
    calls: int
    load: Load
    cards: list[Lead]

    @property
    def consultant(self) -> Consultant:
        """Whose desk it is."""
        return self.duty.consultant

    @property
    def is_full(self) -> bool:
        """Whether one of the consultant's limits is reached."""
        most_open, most_new = self.consultant.open_leads_at_most, self.consultant.new_leads_a_day_at_most
        is_full = most_open is not None and self.figures.get("leads", 0) >= most_open
        return is_full or (most_new is not None and self.load.new_today >= most_new)


def desks(user: User, at: datetime) -> list[Desk]:
    """Every desk, in the printed order."""
    roster = consultants.roster_without_leavers(at)
    here = {one.consultant.pk: one.consultant for one in roster}
    loads, figures, calls, cards = workload.loads(roster, at), _figures(user, at), _calls_today(at), _cards(user, at)
    found = []
    for one in roster:
        absence, pk = one.leave(at), one.consultant.pk
        found.append(
            Desk(
                duty=one.card(at),
                absence=absence,
                cover=here.get(absence.cover_id or 0) if absence else None,
                is_paused=one.paused_until is not None,
                figures=figures.get(pk, {}),
                calls=calls.get(one.consultant.user_id or 0, 0),
                load=loads.get(pk, Load()),
                cards=cards.get(pk, []),
            )
        )
    return found


def _figures(user: User, at: datetime) -> dict[int, dict[str, int]]:
    shown = (Due.LATE, Due.TODAY)
    due: dict[str, Any] = {when.value: Count("pk", filter=due_by(when, at)) for when in shown}
    rows = (
        Lead.objects.on_desk_of(user)
        .open()
        .filter(owner__isnull=False)
        .order_by()
        .values("owner")
        .annotate(leads=Count("*"), waiting=Count("pk", filter=IS_WAITING), **due)
    )
    return {row.pop("owner"): row for row in rows}


def _calls_today(at: datetime) -> dict[int, int]:
    """How many calls each user has logged today."""
    today = clock.start_of(clock.local(at).date())
    users = Consultant.objects.filter(user__isnull=False).values("user")
    calls = Action.objects.filter(by__in=users, at__gte=today, kind__in=CALLS, undone_at=None)
    return dict(calls.order_by().values_list("by").annotate(Count("pk")))


def _cards(user: User, at: datetime) -> dict[int, list[Lead]]:
    """The leads of each desk whose next step comes first."""
    place = Window(RowNumber(), partition_by=[F("owner")], order_by=[F("next_step_at").asc(nulls_last=True), F("pk")])
    rows = (
        Lead.objects.on_desk_of(user)
        .open()
        .filter(owner__isnull=False)
        .annotate(place=place)
        .filter(place__lte=MOST_CARDS)
        .select_related("organisation", "owner")
        .defer("routing_trace", "remarks")
        .order_by("owner", "place")
    )
    return {owner: list(group) for owner, group in groupby(rows, key=lambda lead: lead.owner_id or 0)}
