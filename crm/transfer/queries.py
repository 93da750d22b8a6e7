"""What the pages of imports read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from crm.leads.models import ActionLead, Lead
from crm.transfer.models import Import, ImportRow, ImportState, Result, Verdict
from crm.transfer.models.row import ImportRowQuerySet
from crm.transfer.rules.columns import Field
from kit import phones
from kit.phones import Phone

Caller = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a sheet are what, by verdict and by result."""

    verdicts: dict[str, int]
    results: dict[str, int]
    to_import: int

    @property
    def rows(self) -> int:
        """All rows but the titles."""
        return sum(count for verdict, count in self.verdicts.items() if verdict != Verdict.TITLE)

    @property
    def imported(self) -> int:
        """Rows that something became of."""
        return sum(self.results.values())

    @property
    def all_to_do(self) -> int:
        """Rows that were to be imported when it began."""
        return self.to_import + self.imported

    @property
    def percent(self) -> int:
        """How much of it is imported."""
        return 100 * self.imported // self.all_to_do if self.all_to_do else 100


def of_sheet(job: Import) -> ImportRowQuerySet:
    """The rows of the chosen sheet, in their order."""
    return ImportRow.objects.filter(job=job, sheet=job.sheet).order_by("number")


def headings_of(job: Import) -> list[str]:
    """The headings of the chosen sheet; none where it has none."""
    row = of_sheet(job).filter(number=job.heading_row).first()
    return list(row.cells) if row else []


def counts(job: Import) -> Counts:
    """The rows of the chosen sheet, counted."""
    rows = of_sheet(job).order_by()
    by_verdict = dict(rows.values_list("verdict").annotate(Count("pk")))
    by_result = dict(rows.exclude(result="").values_list("result").annotate(Count("pk")))
    return Counts(
        {verdict.value: by_verdict.get(verdict, 0) for verdict in Verdict},
        {result.value: by_result.get(result, 0) for result in Result},
        rows.to_import().count(),
    )


def given_by(job: Import) -> Counter[int]:
    """How many leads each consultant has got by an import so far, by key."""
    opened = ActionLead.objects.filter(action=job.action, before={})
    counted = opened.order_by().values_list("lead__owner").annotate(Count("pk"))
    return Counter({owner: number for owner, number in counted if owner})


def text_key(job: Import, consultant_id: int) -> str:
    """The dedupe key of the text to a consultant about an import."""
    return f"import:{job.pk}:{consultant_id}"


def text_keys(job: Import) -> list[str]:
    """The dedupe keys of all texts about an import."""
    return [text_key(job, consultant_id) for consultant_id in given_by(job)]


def left(job: Import) -> list[str]:
    """The names of leads of an import that was taken back which stayed, because something had happened to them."""
    rows = ActionLead.objects.filter(action=job.action, undone_at=None).order_by("lead__pk")
    return list(rows.values_list("lead__name", flat=True)) if job.state == ImportState.TAKEN_BACK else []


def phone_of(values: Mapping[str, Any]) -> Phone:
    """The number of a row."""
    return _parsed(values[Field.PHONE])


# A batch asks several times for the number of each row.
_parsed = lru_cache(maxsize=2000)(phones.parse)


def caller_of(values: Mapping[str, Any]) -> Caller:
    """The caller of a row, as `Lead.caller` names one."""
    phone = phone_of(values)
    return (phone.e164, phone.extension, values[Field.NAME]) if phone.is_shared else (phone.e164,)


def reached(callers: Iterable[Caller]) -> QuerySet[Lead]:
    """Leads of the numbers of callers, by the preferred number or a further one, in the order in which they came."""
    numbers = {caller[0] for caller in callers}
    return Lead.objects.reached_by(*numbers).prefetch_related("phones").order_by("asked_at", "pk")


def latest(leads: Iterable[Lead]) -> dict[Caller, Lead]:
    """The open lead of each caller, else the latest one; `leads` are in the order in which they came."""
    found: dict[Caller, Lead] = {}
    for lead in leads:
        for caller in _callers_of(lead):
            if caller not in found or lead.is_open or not found[caller].is_open:
                found[caller] = lead
    return found


def _callers_of(lead: Lead) -> Iterable[Caller]:
    """Who a lead is known as: by its number, and by each further one."""
    yield lead.caller
    for number in lead.phones.all():
        is_shared = phones.is_shared(number.phone)
        yield (number.phone, number.extension, lead.name) if is_shared else (number.phone,)
