"""What the pages of imports read."""

from dataclasses import dataclass

from django.db.models import Count

from crm.transfer.models import Import, ImportRow, Result, Verdict
from crm.transfer.models.row import ImportRowQuerySet


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
    def done(self) -> int:
        """Rows that something became of."""
        return sum(self.results.values())

    @property
    def all_to_do(self) -> int:
        """Rows that were to be imported when it began."""
        return self.to_import + self.results[Result.CREATED] + self.results[Result.FILLED]

    @property
    def percent(self) -> int:
        """How much of it is imported."""
        return 100 * (self.all_to_do - self.to_import) // self.all_to_do if self.all_to_do else 100


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
