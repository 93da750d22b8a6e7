"""Merging two leads of one visitor, and splitting them again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from consultants.models import Consultant
from crm.leads.errors import AskedAgain, HappenedSince, LeadIsClosed, LeadIsInPool, LeadIsMerged, SplitTheOtherFirst
from crm.leads.models import Action, ActionKind, ActionLead, Activity, Kind, Lead, LeadPhone, TaskState
from crm.leads.models.lead import ONE_OPEN_PER_CALLER
from crm.leads.rules import merging, stages
from crm.leads.rules.details import DETAILS, TAGS
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from crm.leads.rules.tags import MOST_TAGS
from crm.leads.services import ownership, phones, tasks, timeline, undo
from crm.leads.signals import Change, lead_changed, lead_restored, leads_merged
from kit import clock, database

# What the reports read; the lead that was asked first gives it.
FIGURES = ("asked_at", "source_page_id", "response_due_at")
ANSWER = ("first_response_at", "response_duty_seconds")
# What a call to the kept lead, or its return to the pool, settles for good: a split does not bring it back.
SETTLED = (*ANSWER, "escalate_at", "backup_id", "kept_at", "next_step_at", "next_step_note")
# A lead that has ended, as `ownership.remember` says it.
ENDED = {"next_step_at": None, "next_step_note": "", "escalate_at": None, "backup_id": None, "kept_at": None}
# Written by the lead itself from its name, or at every act.
ASIDE = {"pinyin", "touched_at"}


@transaction.atomic
def merge(
    lead_id: int, *, other_id: int, taken: Collection[str] = (), by: User, at: datetime | None = None
) -> tuple[Lead, Action | None]:
    """Merge another lead into this one, which keeps its details but for those `taken` from the other.

    Nothing moves: timeline, texts, inquiries and registrations stay with the other lead and are shown with this one,
    which gets the other's numbers, the further stage, the earlier next step, and the figures of the one that was asked
    first.

    Raises LeadIsMerged, LeadIsInPool where this lead lies in the pool, LeadIsClosed where an import of one of them was
    taken back, AskedAgain where a third open lead has the number or the name.
    """
    at = at or clock.now()
    lead, other = _locked(lead_id, other_id)
    if lead.merged_into_id or other.merged_into_id or lead == other:
        raise LeadIsMerged
    if lead.is_in_pool:
        raise LeadIsInPool
    if lead.taken_back_at or other.taken_back_at:
        raise LeadIsClosed
    before = undo.remember([lead, other])
    merged = list(Lead.all_objects.filter(merged_into=other).values_list("pk", flat=True))
    before[lead.pk]["phones"], before[other.pk]["merged"] = list(phones.rows(lead)), merged
    stage = merging.stage_of(Stage(lead.stage), Stage(other.stage))
    ended = [other] if stage == lead.stage else [lead, other]
    lead_changed.send(Lead, leads=ended, change=Change.MERGED, by=by, at=at)
    due_at, note = _next_step(lead, other)
    _rest(other, at)
    other.merged_into = lead
    other.save()
    Lead.all_objects.filter(pk__in=merged).update(merged_into=lead)
    _take(lead, other, [name for name in DETAILS if name in taken and name != TAGS], stage)
    if not lead.is_open:
        _rest(lead, at)
    _save(lead)
    added = _add_numbers(lead, other)
    if lead.is_open and due_at != lead.next_step_at:
        tasks.replace_call(lead, due_at=due_at, note=note, at=at)
    after = ownership.remember(lead)
    was = before[lead.pk]
    wrote = {name: [was[name], after[name]] for name in after if name not in ASIDE and was[name] != after[name]}
    before[lead.pk] |= {"wrote": wrote, "added": added}
    lines = [
        timeline.write(lead, Kind.MERGED, at=at, by=by, data={"other": other.pk, "name": other.name}),
        timeline.write(other, Kind.MERGED, at=at, by=by, data={"into": lead.name}),
    ]
    leads_merged.send(Lead, lead=lead, other=other, by=by, at=at)
    return lead, undo.record(ActionKind.MERGE, lines, before=before, by=by, at=at)


@transaction.atomic
def split(other_id: int, *, by: User, at: datetime | None = None) -> tuple[Lead, Lead]:
    """Take a merge apart: the other lead is as it was, and of the kept one what has not been changed since.

    What was written since stays with the kept lead. Raises LeadIsMerged where it is split already, SplitTheOtherFirst,
    HappenedSince where a caller would have two open leads.
    """
    at = at or clock.now()
    row = ActionLead.objects.filter(lead=other_id, action__kind=ActionKind.MERGE, undone_at=None).exclude(
        before__has_key="wrote"
    )
    found = row.select_related("action").order_by("-pk").first()
    if found is None:
        raise LeadIsMerged
    action = Action.objects.select_for_update(of=("self",)).get(pk=found.action_id)
    kept = action.leads.exclude(lead=other_id).get()
    lead, other = _locked(kept.lead_id, other_id)
    if action.undone_at or other.merged_into_id is None:
        raise LeadIsMerged
    if lead.merged_into_id:
        raise SplitTheOtherFirst
    try:
        with transaction.atomic():
            _give_back(lead, kept.before, kept.line_id, at)
            _restore(other, found.before, lead)
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
            raise
        raise HappenedSince([lead.name]) from None
    lead_restored.send(Lead, leads=[other], acted_at=action.at, at=at)
    action.leads.update(undone_at=at)
    action.undone_at = at
    action.save(update_fields=["undone_at"])
    timeline.write(lead, Kind.MERGED, at=at, by=by, data={"split": other.name})
    timeline.write(other, Kind.MERGED, at=at, by=by, data={"split": lead.name})
    lead_changed.send(Lead, leads=[lead, other], change=Change.SPLIT, by=by, at=at)
    return lead, other


def _locked(lead_id: int, other_id: int) -> tuple[Lead, Lead]:
    """Both leads, locked in the order of their keys."""
    rows = Lead.all_objects.select_for_update(no_key=True).filter(pk__in=[lead_id, other_id]).order_by("pk")
    found = {lead.pk: lead for lead in rows}
    return found[lead_id], found[other_id]


def _next_step(lead: Lead, other: Lead) -> tuple[datetime | None, str]:
    """The earlier next step of the two, with its note."""
    planned = [(one.next_step_at, one.next_step_note) for one in (lead, other) if one.next_step_at]
    return min(planned, key=lambda step: step[0]) if planned else (None, "")


def _rest(lead: Lead, at: datetime) -> None:
    """End what is planned for a lead."""
    lead.next_step_at, lead.next_step_note = None, ""
    lead.escalate_at = lead.backup = lead.kept_at = None
    tasks.end_calls([lead], at=at, to=TaskState.CANCELLED)


def _take(lead: Lead, other: Lead, taken: Collection[str], stage: Stage) -> None:
    """Write into the kept lead what it takes from the other one."""
    for name in taken:
        setattr(lead, name, getattr(other, name))
    lead.stage, lead.furthest = stage, stages.furthest(Stage(lead.furthest), Stage(other.furthest))
    if stage != Stage.LOST:
        lead.lost_reason = ""
    lead.tags = list(dict.fromkeys([*lead.tags, *other.tags]))[:MOST_TAGS]
    lead.pinned_id = lead.pinned_id or other.pinned_id
    lead.last_asked_at = max(lead.last_asked_at, other.last_asked_at)
    # An imported lead has no inquiry.
    first, later = sorted((lead, other), key=lambda one: (one.source == Source.IMPORT, one.asked_at, one.pk))
    answered = later if first.first_response_at is None else first
    figures = {name: getattr(first, name) for name in FIGURES} | {name: getattr(answered, name) for name in ANSWER}
    if lead.source == Source.IMPORT:
        figures["source"] = first.source
    if lead.first_response_at is None and figures["first_response_at"]:
        lead.escalate_at = lead.backup = None
    for name, value in figures.items():
        setattr(lead, name, value)


def _add_numbers(lead: Lead, other: Lead) -> list[tuple[str, str]]:
    """Give the kept lead the numbers of the other one; returns those that are new, with their extensions."""
    known = {(lead.phone, lead.phone_extension), *lead.phones.values_list("phone", "extension")}
    own = [(other.phone, other.phone_extension, "", "")]
    numbers = [*own, *other.phones.values_list("phone", "extension", "raw", "label")]
    rows = [
        LeadPhone(lead=lead, phone=phone, extension=extension, raw=raw, label=label)
        for phone, extension, raw, label in numbers
        if (phone, extension) not in known
    ]
    return [(row.phone, row.extension) for row in LeadPhone.objects.bulk_create(rows)]


def _give_back(lead: Lead, before: dict[str, Any], line_id: int, at: datetime) -> None:
    """Take out of the kept lead what the merge wrote and what has not been changed since."""
    _give_back_numbers(lead, before["added"])
    now = ownership.remember(lead)
    is_settled = lead.is_in_pool or Activity.objects.filter(lead=lead, kind=Kind.CALLED, pk__gt=line_id).exists()
    back = {
        name: was
        for name, (was, wrote) in before["wrote"].items()
        if now[name] == wrote and not (is_settled and name in SETTLED)
    }
    values = now | back
    is_open = stages.is_open(Stage(values["stage"]))
    if not is_open:
        tasks.end_calls([lead], at=at, to=TaskState.CANCELLED)
        values |= ENDED
    ownership.restore([lead], {lead.pk: values}, active={values["backup_id"]})
    if is_open and "next_step_at" in back:
        tasks.restore([lead], {pk: datetime.fromisoformat(due_at) for pk, due_at in before["planned"]})


def _give_back_numbers(lead: Lead, added: list[list[str]]) -> None:
    """Take the numbers of the other lead off, also where one of them is preferred by now."""
    numbers = {tuple(number) for number in added}
    own = [row for row in lead.phones.all() if (row.phone, row.extension) not in numbers]
    if (lead.phone, lead.phone_extension) in numbers and own:
        lead.phone, lead.phone_extension = own[0].phone, own[0].extension
        own[0].delete()
        lead.save(update_fields=["phone", "phone_extension"])
    for row in lead.phones.all():
        if (row.phone, row.extension) in numbers:
            row.delete()


def _save(lead: Lead) -> None:
    try:
        with transaction.atomic():
            lead.save()
    except IntegrityError as error:
        if database.broken_constraint(error) != ONE_OPEN_PER_CALLER:
            raise
        raise AskedAgain from None


def _restore(other: Lead, before: dict[str, Any], lead: Lead) -> None:
    """Let the other lead be as it was; an owner who has left is replaced by that of the kept lead."""
    active = set(Consultant.objects.active().values_list("pk", flat=True))
    owner_id = before["owner_id"]
    values = before | {"owner_id": owner_id if owner_id is None or owner_id in active else lead.owner_id}
    ownership.restore([other], {other.pk: values}, active={None, *active})
    tasks.restore([other], {pk: datetime.fromisoformat(due_at) for pk, due_at in before["planned"]})
    Lead.all_objects.filter(pk__in=before["merged"]).update(merged_into=other)
