"""Who would get each row of an import: the same choice as for an inquiry, over many rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consultants.models import Consultant
from crm.intake.services.choice import Situation
from crm.leads.models import Lead, Organisation
from crm.leads.rules.reasons import Reason
from crm.leads.rules.sources import Source
from crm.routing.queries import answering, topics
from crm.routing.rules.choice import Question
from crm.routing.rules.document import Subject
from crm.transfer.errors import NoConsultant
from crm.transfer.models import Import, ImportRow
from crm.transfer.queries import caller_of, latest, phone_of, reached
from crm.transfer.rules import spread
from crm.transfer.rules.columns import Field
from kit import clock

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Given:
    """The consultant of a row, why, and when the first call is due."""

    to: Consultant
    reason: Reason
    trace: dict[str, object]
    call_at: datetime


@dataclass(slots=True)
class Chooser:
    """Chooses for one row after the other; each decision knows the ones before it.

    `given` counts the leads that each consultant has got by this import, by key; `owners` are the consultants of
    organisations.
    """

    job: Import
    situation: Situation
    given: Counter[int]
    owners: dict[str, int] = field(default_factory=dict)

    @classmethod
    def begin(cls, job: Import, at: datetime, given: Mapping[int, int] | None = None) -> "Chooser":
        """With the situation at an instant; routing is locked by the caller, if it matters."""
        return cls(job, Situation.read(at), Counter(given or {}))

    def know(self, rows: Iterable[ImportRow]) -> None:
        """Read the consultants of the organisations of some rows."""
        keys = {key for row in rows if (key := Organisation.key_of(row.values.get(Field.ORGANISATION, "")))}
        found = answering.owners_of_organisations(keys - self.owners.keys(), self.situation.rules, self.situation.at)
        self.owners |= found

    def choose(self, values: Mapping[str, Any], known: Lead | None) -> Given:
        """The consultant of a row that becomes a new lead; `known` is an earlier lead of the caller.

        Raises NoConsultant.
        """
        if self.job.consultant is not None:
            return self._give(self.job.consultant, Reason.CHOSEN, {})
        organisation = values.get(Field.ORGANISATION, "")
        asked = topics.topics_of(phone_of(values).e164, organisation)
        at = self.situation.at
        question = Question(
            returning_to=known.owner_id if known else None,
            organisation_to=self.owners.get(Organisation.key_of(organisation)),
            topics=asked,
            subject=Subject(asked, Source.IMPORT, values.get(Field.HEAD_COUNT), clock.local(at)),
        )
        decision = self.situation.decide(question)
        if decision is None:
            raise NoConsultant
        chosen = self.situation.roster[decision.consultant_id].consultant
        self.situation.count(chosen.pk)
        if organisation:
            self.owners[Organisation.key_of(organisation)] = chosen.pk
        return self._give(chosen, decision.reason, decision.trace)

    def _give(self, to: Consultant, reason: Reason, trace: dict[str, object]) -> Given:
        desk = self.situation.roster.get(to.pk)
        call_at = spread.first_call(desk.coming if desk else (), self.situation.at, self.given[to.pk])
        self.given[to.pk] += 1
        return Given(to, reason, trace, call_at)


def forecast(job: Import, rows: Sequence[ImportRow], at: datetime) -> dict[str, int]:
    """How many new leads each consultant would get by the rules now, by name; nothing is written."""
    chooser = Chooser.begin(job, at)
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        chooser.know(part)
        known = latest(reached(caller_of(row.values) for row in part))
        try:
            for row in part:
                chooser.choose(row.values, known.get(caller_of(row.values)))
        except NoConsultant:
            return {}
    roster = chooser.situation.roster
    return {roster[pk].consultant.name: count for pk, count in chooser.given.most_common() if pk in roster}
