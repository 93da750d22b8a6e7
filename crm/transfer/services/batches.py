"""One batch of an import: new leads and filled gaps, in the same number of statements for any number of rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from crm.leads.models import ActionKind, ActionLead, Activity, Kind, Lead, Organisation, Task
from crm.leads.rules.details import DETAILS
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from crm.leads.services import ownership, timeline, undo
from crm.transfer.models import Choice, Import, ImportRow, Result
from crm.transfer.queries import Caller, caller_of, given_by, latest, phone_of, reached
from crm.transfer.rules.columns import Field
from crm.transfer.services.planning import Chooser, Given
from kit import clock, pinyin

# What a duplicate may fill of a lead that is known, and what a new one gets beside name and number.
FILLABLE = [name for name in DETAILS if name not in {"name", "source"}]


def take(job: Import, rows: Sequence[ImportRow]) -> None:
    """Open leads for the rows, or fill gaps of known ones; routing and the action of the import are locked.

    A caller who has got an open lead since the check is filled or left out. Raises NoConsultant.
    """
    leads = _locked(rows)
    known, organisations = latest(leads.values()), _organisations(rows)
    chooser = Chooser.begin(job, _at(job), given_by(job))
    chooser.know(rows)
    new: dict[Caller, tuple[ImportRow, Given]] = {}
    rest = []
    for row in rows:
        caller = caller_of(row.values)
        lead = known.get(caller)
        if caller in new or (lead is not None and lead.is_open) or _fills_another(row):
            rest.append(row)
        else:
            new[caller] = row, chooser.choose(row.values, lead)
    created, lines = _create(job, new.values(), organisations)
    known |= {lead.caller: lead for lead in created}
    targets = {row: target for row in rest if (target := _target(row, known, leads))}
    before: dict[int, undo.Before] = {lead.pk: {} for lead in created}
    before |= _remembered(job, targets.values(), {lead.pk for lead in created})
    lines += _fill(job, {row: lead for row, lead in targets.items() if lead.pk in before}, organisations)
    Activity.objects.bulk_create(lines)
    if lines:
        undo.record(ActionKind.IMPORT, lines, before=before, by=job.by, at=_at(job), into=job.action)
    for result in Result:
        became = [row.pk for row in rows if (row.result or Result.SKIPPED) == result]
        ImportRow.objects.filter(pk__in=became).update(result=result)


def _at(job: Import) -> Any:
    if job.action is None:
        raise TypeError(job)
    return job.action.at


def _fills_another(row: ImportRow) -> bool:
    """Whether a row fills a lead that has another number."""
    return row.choice == Choice.FILL and not row.is_same_number


def _locked(rows: Iterable[ImportRow]) -> dict[int, Lead]:
    """The leads that the rows may be about, locked, in the order in which they came."""
    known = [row.known_id for row in rows if row.known_id]
    keys = {*reached(caller_of(row.values) for row in rows).values_list("pk", flat=True), *known}
    locked = Lead.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk")
    found = locked.select_related("organisation").prefetch_related("phones")
    return {lead.pk: lead for lead in sorted(found, key=lambda lead: (lead.asked_at, lead.pk))}


def _organisations(rows: Iterable[ImportRow]) -> dict[str, Organisation]:
    """The organisations that the rows name by their key, stored where they are new."""
    names: dict[str, str] = {}
    for row in rows:
        if name := row.values.get(Field.ORGANISATION, ""):
            names.setdefault(Organisation.key_of(name), name)
    stored = Organisation.objects.filter(key__in=names)
    missing = names.keys() - set(stored.values_list("key", flat=True))
    Organisation.objects.bulk_create(
        [Organisation(key=key, name=names[key], pinyin=pinyin.spelled(names[key])) for key in sorted(missing)],
        ignore_conflicts=True,
    )
    return {one.key: one.merged_into or one for one in stored.select_related("merged_into")}


def _value(row: ImportRow, name: str, organisations: Mapping[str, Organisation]) -> Any:
    """What a row says of a detail of a lead; None for nothing."""
    value = row.values.get(name)
    return organisations.get(Organisation.key_of(value)) if name == Field.ORGANISATION and value else value


def _create(
    job: Import, new: Iterable[tuple[ImportRow, Given]], organisations: Mapping[str, Organisation]
) -> tuple[list[Lead], list[Activity]]:
    """Open the leads with their first calls; returns their unsaved activities too. Nobody gets a text message."""
    pairs, at = list(new), _at(job)
    note = _("First call")
    created = ownership.begin_all(
        [(given.to, _columns(row, given, organisations) | {"next_step_note": note}) for row, given in pairs], at=at
    )
    lines, calls = [], []
    for lead, (row, given) in zip(created, pairs, strict=True):
        calls.append(Task(lead=lead, due_at=given.call_at, note=note))
        row.result = Result.CREATED
        lines += [
            timeline.line(lead, Kind.ASSIGNED, at=at, by=job.by, data={"reason": given.reason}, text=_origin(job, row)),
            timeline.line(lead, Kind.MOVED, at=at, by=None, stage_to=Stage.NEW),
        ]
    Task.objects.bulk_create(calls)
    return created, lines


def _columns(row: ImportRow, given: Given, organisations: Mapping[str, Organisation]) -> dict[str, Any]:
    phone = phone_of(row.values)
    told = {name: value for name in FILLABLE if (value := _value(row, name, organisations)) is not None}
    return {
        **told,
        "name": row.values[Field.NAME],
        "phone": phone.e164,
        "phone_extension": phone.extension,
        "source": Source.IMPORT,
        "routing_reason": given.reason,
        "routing_trace": given.trace,
        "response_due_at": given.call_at,
        "next_step_at": given.call_at,
    }


def _origin(job: Import, row: ImportRow) -> str:
    words = _("Imported from “%(file)s”, row %(row)s.") % {"file": job.file_name, "row": row.number}
    origin = row.values.get(Field.ORIGIN)
    return f"{words} {origin}" if origin else words


def _target(row: ImportRow, known: Mapping[Caller, Lead], leads: Mapping[int, Lead]) -> Lead | None:
    """The open lead whose gaps a row may fill."""
    lead = leads.get(row.known_id or 0) if _fills_another(row) else known.get(caller_of(row.values))
    return lead if lead is not None and lead.is_open else None


def _remembered(job: Import, targets: Iterable[Lead], created: set[int]) -> dict[int, undo.Before]:
    """The state of the leads that the importing user works on, or that this import has opened; of others nothing."""
    others = {lead.pk: lead for lead in targets if lead.pk not in created}
    own = set(Lead.objects.worked_on_by(job.by, clock.now()).filter(pk__in=others).values_list("pk", flat=True))
    own |= set(ActionLead.objects.filter(action=job.action, lead__in=others).values_list("lead", flat=True))
    return undo.remember(lead for pk, lead in others.items() if pk in own)


def _fill(job: Import, targets: Mapping[ImportRow, Lead], organisations: Mapping[str, Organisation]) -> list[Activity]:
    """Fill what is empty of each lead, and nothing else; returns the unsaved activities."""
    lines, filled = [], set()
    for row, lead in targets.items():
        for name in FILLABLE:
            value = _value(row, name, organisations)
            if value is None or lead.detail(name):
                continue
            setattr(lead, name, value)
            data = {"field": name, "from": "", "to": lead.detail(name)}
            lines.append(timeline.line(lead, Kind.CHANGED, at=_at(job), by=job.by, data=data))
            filled.add(lead)
            row.result = Result.FILLED
    if filled:
        Lead.objects.bulk_update(filled, FILLABLE)
    return lines
