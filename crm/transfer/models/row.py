"""One row of a spreadsheet: what it says, how it was understood, and what became of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.leads.models import Lead
from crm.transfer.models.imports import Choice, Import


class Verdict(models.TextChoices):
    """What the check says of a row."""

    READY = "ready", _("can be imported")
    DUPLICATE = "duplicate", _("duplicate")
    ERROR = "error", _("has errors")
    EMPTY = "empty", _("empty")
    TITLE = "title", _("title, left out")


PROBLEMS = (Verdict.ERROR, Verdict.DUPLICATE)


class Result(models.TextChoices):
    """What became of a row."""

    CREATED = "created", _("new lead")
    FILLED = "filled", _("filled gaps of a lead")
    SKIPPED = "skipped", _("left out")


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    """Rows, narrowed."""

    def to_import(self) -> Self:
        """Rows that wait to be imported, in their order."""
        wanted = Q(verdict=Verdict.READY) | Q(verdict=Verdict.DUPLICATE, choice__in=[Choice.FILL, Choice.CREATE])
        return self.filter(wanted, result="").order_by("number")


class ImportRow(models.Model):
    """One row; `number` is its place in the sheet, as the spreadsheet shows it.

    `values` hold what was understood by field, `errors` the codes of what could not be read (`rules.cells.WORDS`),
    `differs` what was understood other than it is written. A duplicate names the `known` lead, or the `twin`: the
    number of an earlier row of the same caller.
    """

    job = models.ForeignKey(
        Import,
        verbose_name=_("import"),
        on_delete=models.CASCADE,
        related_name="rows",
        db_index=False,  # transfer_importrow_once begins with it
    )
    sheet = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict, default=Verdict.EMPTY)
    values = models.JSONField(default=dict)
    errors = models.JSONField(default=dict)
    differs = models.JSONField(default=dict)
    known = models.ForeignKey(
        Lead, verbose_name=_("known lead"), on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    twin = models.PositiveIntegerField(_("same caller in row"), null=True)
    is_same_number = models.BooleanField(default=True)
    choice = models.CharField(_("choice"), max_length=6, choices=Choice, blank=True)
    result = models.CharField(_("result"), max_length=7, choices=Result, blank=True)
    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        constraints = [
            models.UniqueConstraint(fields=["job", "sheet", "number"], name="transfer_importrow_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="transfer_importrow_verdict_known"),
            models.CheckConstraint(
                condition=Q(choice__in=["", *Choice.values]), name="transfer_importrow_choice_known"
            ),
            models.CheckConstraint(
                condition=Q(result__in=["", *Result.values]), name="transfer_importrow_result_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number}"
