"""Today's queue: how many leads stand in each group, what is done, and where one lead stands in a list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from crm.leads.models import ActionKind, ActionLead, Lead
from crm.leads.models.lead_queryset import IS_PROMISED
from crm.leads.rules.queue import Group
from kit import clock

# What finishes a lead for the day, unless it falls due again.
FINISHING = (ActionKind.CALL, ActionKind.MOVE, ActionKind.PLAN, ActionKind.REGISTER)
# So many leads of a list are numbered.
MOST = 500
# A position among so many is drawn with a tick for each.
MOST_TICKS = 20
Named = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lead stands in a list of `count` leads; `number` is 0 for one that is not in it.

    `done` of them are done; `is_cut` says that the list is longer. `previous` and `next` are keys with names.
    """

    number: int
    count: int
    done: int
    is_cut: bool
    previous: Named | None
    next: Named | None

    @property
    def is_first(self) -> bool:
        """Whether it is the first of what is left."""
        return self.number == self.done + 1

    @property
    def ticks(self) -> list[str]:
        """A CSS class for each lead of a short list."""
        if self.count > MOST_TICKS:
            return []
        ticks = ["is-done"] * self.done + [""] * (self.count - self.done)
        if self.number:
            ticks[self.number - 1] = "is-current"
        return ticks


def group_counts(user: User, at: datetime) -> dict[str, int]:
    """How many leads stand in each group of the queue."""
    late, planned = Q(next_step_at__lt=at), Q(next_step_at__gte=at)
    conditions = {
        Group.LATE: late,
        Group.PROMISED: planned & IS_PROMISED,
        Group.TODAY: planned & ~IS_PROMISED,
        Group.UNPLANNED: Q(next_step_at=None),
    }
    numbers: dict[str, int] = Lead.objects.queue_of(user, at).aggregate(
        **{group.value: Count("pk", filter=condition) for group, condition in conditions.items()}
    )
    return numbers


def done_today(user: User, at: datetime) -> list[Named]:
    """The leads a user has finished today, the latest first."""
    today = clock.start_of(clock.local(at).date())
    acts = ActionLead.objects.filter(action__by=user, action__at__gte=today, action__kind__in=FINISHING)
    leads = Lead.objects.visible_to(user).settled(at).filter(pk__in=acts.filter(undone_at=None).values("lead"))
    return list(leads.order_by("-touched_at", "pk").values_list("pk", "name")[:MOST])


def place_of(lead_id: int, leads: QuerySet[Any], *, done: int, goes_round: bool) -> Place:
    """Where a lead stands in a list; `goes_round`: after the last comes the first again."""
    rows = list(leads.values_list("pk", "name")[:MOST])
    index = next((index for index, (pk, _name) in enumerate(rows) if pk == lead_id), None)
    others = [row for row in rows if row[0] != lead_id]
    following = rows[index + 1 :] if index is not None else rows
    return Place(
        number=0 if index is None else done + index + 1,
        count=done + len(rows),
        done=done,
        is_cut=len(rows) == MOST,
        previous=rows[index - 1] if index else None,
        next=next(iter(following or (others if goes_round else [])), None),
    )
