"""The stages of a lead on its page."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from crm.leads.models import Activity, Kind, Lead
from crm.leads.queries import mentions
from crm.leads.rules import stages
from crm.leads.rules.outcomes import CONSEQUENCES, Outcome
from crm.leads.rules.stages import PATH, Stage
from kit import language
from messaging.models import Message

JUST_NOW = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage on the path: `state` is its CSS class, `is_reachable` whether one tap moves the lead there."""

    stage: Stage
    state: str
    is_reachable: bool


def path(lead: Lead) -> list[Step]:
    """The stages a lead passes through, and how far it has come."""
    reached = PATH[: PATH.index(Stage(lead.furthest)) + 1]
    return [
        Step(
            stage,
            "is-current" if stage == lead.stage else "is-done" if stage in reached else "",
            is_reachable=not lead.is_in_pool and stages.allows(Stage(lead.stage), stage),
        )
        for stage in PATH
    ]


def proposals() -> list[tuple[Outcome, str]]:
    """The outcomes of a call, each with the usual next step in words that `rules.spoken_time` understands."""
    return [(outcome, _proposed(CONSEQUENCES[outcome].next_in)) for outcome in Outcome]


def _proposed(wait: timedelta | None) -> str:
    if wait is None:
        return ""
    if wait.days:
        return _("in %(days)s days 9:00") % {"days": wait.days}
    return _("in %(hours)s hours") % {"hours": wait // timedelta(hours=1)}


def missed_just_now(entries: Iterable[Activity | Message], undone: Container[datetime], at: datetime) -> bool:
    """Whether the latest call missed the visitor a moment ago, and no text has said so since; newest entries first."""
    for entry in entries:
        if not isinstance(entry, Activity) or entry.at in undone or entry.actor_id is None:
            continue
        if entry.kind == Kind.TEXTED:
            return False
        if entry.kind == Kind.CALLED:
            return entry.outcome == Outcome.NO_ANSWER and at - entry.at < JUST_NOW
    return False


def not_told(lead: Lead, text: str) -> str:
    """Words about the colleagues whom a note names and who may not see its lead; empty without any."""
    names = language.listed(str(user) for user in mentions.mentioned(lead, text).unseen)
    return _("%(names)s may not see this lead, so the note does not reach them.") % {"names": names} if names else ""
