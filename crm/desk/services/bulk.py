"""One act on many leads: all of them in one transaction and one action, so that one undo takes it back."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import User
from consultants.models import Consultant
from crm.desk.errors import NoLeadChosen, NotKnownOfLead, TooManyLeads, TooManyTags
from crm.leads.models import Action, ActionLead, Lead
from crm.leads.models.lead_queryset import LeadQuerySet
from crm.leads.rules.stages import Stage
from crm.leads.rules.tags import MOST_TAGS
from crm.leads.services import details, leads, notices, texts
from crm.leads.services.texts import TextContent
from crm.notices.services import hand_overs
from kit import clock
from kit.errors import Refusal
from messaging.errors import TemplateIncomplete
from messaging.services import opt_outs

MOST_LEADS = 200
# What is done with one lead; None where it is as it shall be.
Act = Callable[[Lead], Action | None]


@dataclass(slots=True)
class Result:
    """What became of many leads: those done, those that needed nothing, and by reason those that were refused.

    `missing` counts those that are not on the user's desk, or not any more. `sample` is the first text as it leaves.
    """

    action: Action | None = None
    done: list[Lead] = field(default_factory=list)
    unchanged: list[Lead] = field(default_factory=list)
    refused: dict[str, list[Lead]] = field(default_factory=dict)
    missing: int = 0
    sample: str = ""

    @property
    def people(self) -> int:
        """How many people come with the leads that are done."""
        return sum(lead.head_count or 0 for lead in self.done)


@transaction.atomic
def assign(
    chosen: Collection[int],
    *,
    to: Consultant,
    reason: str,
    by: User,
    is_trial: bool = False,
) -> Result:
    """Give the chosen leads to a consultant, who gets one notice about all of them."""
    at = clock.now()

    def act(lead: Lead) -> Action | None:
        return leads.assign(lead.pk, to=to, by=by, reason=reason, at=at, is_told=False)[1]

    result = _each(chosen, act, by=by)
    if result.action and to.user_id != by.pk:
        key = notices.given_key(min(result.action.leads.values_list("line", flat=True)))
        hand_overs.many(to=to, count=len(result.done), leads=result.done, key=key, giver=str(by), by=by, at=at)
    # As they were locked, before the act.
    hand_overs.taken([(lead, lead.owner) for lead in result.done], to=to, by=by, at=at)
    return _tried(result, is_trial=is_trial)


@transaction.atomic
def plan(chosen: Collection[int], *, due_at: datetime, note: str, by: User, is_trial: bool = False) -> Result:
    """Plan the same next step for the chosen leads."""
    at = clock.now()

    def act(lead: Lead) -> Action | None:
        return leads.plan_call(lead.pk, due_at=due_at, note=note, by=by, at=at)[1]

    return _tried(_each(chosen, act, by=by), is_trial=is_trial)


@transaction.atomic
def advance(chosen: Collection[int], *, to: Stage, lost_reason: str, by: User, is_trial: bool = False) -> Result:
    """Move the chosen leads to a stage."""
    at = clock.now()

    def act(lead: Lead) -> Action | None:
        if lead.stage == to:
            return None
        return leads.advance(lead.pk, to=to, lost_reason=lost_reason, by=by, at=at)[1]

    return _tried(_each(chosen, act, by=by), is_trial=is_trial)


@transaction.atomic
def tag(chosen: Collection[int], *, add: list[str], remove: list[str], by: User, is_trial: bool = False) -> Result:
    """Add tags to the chosen leads and take others off."""
    at = clock.now()

    def act(lead: Lead) -> Action | None:
        kept = [name for name in lead.tags if name not in remove]
        to = [*kept, *(name for name in add if name not in kept)]
        if len(to) > MOST_TAGS:
            raise TooManyTags
        return details.change(lead.pk, name="tags", to=to, was=lead.detail("tags"), by=by, at=at)[1]

    return _tried(_each(chosen, act, by=by), is_trial=is_trial)


@transaction.atomic
def text(chosen: Collection[int], *, content: TextContent, by: User, is_trial: bool = False) -> Result:
    """Text the visitors of the chosen leads; each gets the values of the own lead."""
    at = clock.now()
    # Numbers are locked before leads.
    for number in sorted(set(_own(chosen, by=by).values_list("phone", flat=True))):
        opt_outs.hold(number)

    def act(lead: Lead) -> Action | None:
        try:
            return texts.send(lead.pk, content, by=by, at=at)
        except TemplateIncomplete:
            raise NotKnownOfLead from None

    result = _each(chosen, act, by=by)
    if result.action:
        result.sample = result.action.leads.order_by("lead").values_list("line__text", flat=True)[0]
    return _tried(result, is_trial=is_trial)


def _each(chosen: Collection[int], act: Act, *, by: User) -> Result:
    """Act on each lead that the user works on, in the order of their keys, and make one action of it.

    Raises NoLeadChosen and TooManyLeads.
    """
    own = _own(chosen, by=by).values("pk")
    # All are locked before the first is changed: two such acts never wait for each other.
    of_own = Lead.objects.select_for_update(no_key=True, of=("self",)).select_related("owner")
    locked = list(of_own.filter(pk__in=own).order_by("pk"))
    if not locked:
        raise NoLeadChosen
    result, actions = Result(missing=len(set(chosen)) - len(locked)), []
    for lead in locked:
        try:
            with transaction.atomic():
                action = act(lead)
        except Refusal as refusal:
            result.refused.setdefault(str(refusal), []).append(lead)
            continue
        if action is None:
            result.unchanged.append(lead)
            continue
        result.done.append(lead)
        actions.append(action)
    result.action = _joined(actions)
    return result


def _own(chosen: Collection[int], *, by: User) -> LeadQuerySet:
    """The chosen leads of the user's desk. Raises TooManyLeads."""
    if len(chosen) > MOST_LEADS:
        raise TooManyLeads
    return Lead.objects.on_desk_of(by).filter(pk__in=chosen)


def _joined(actions: list[Action]) -> Action | None:
    """The first of some actions, with the leads of all of them."""
    if not actions:
        return None
    first, *others = actions
    ActionLead.objects.filter(action__in=others).update(action=first)
    Action.objects.filter(pk__in=[action.pk for action in others]).delete()
    return first


def _tried(result: Result, *, is_trial: bool) -> Result:
    """The result; of a trial nothing is kept."""
    if is_trial:
        transaction.set_rollback(True)
    return result
