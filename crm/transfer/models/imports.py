"""An import: one spreadsheet on its way to becoming leads."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Action

# A running import that has not moved for so long was broken off.
BROKEN_OFF_AFTER = timedelta(seconds=30)


class ImportState(models.TextChoices):
    """How far an import is."""

    CHECKING = "checking", _("being checked")
    READY = "ready", _("to be confirmed")
    RUNNING = "running", _("being imported")
    FAILED = "failed", _("broken off")
    DONE = "done", _("imported")
    TAKEN_BACK = "taken_back", _("taken back")


# In these states a worker has something to do.
FOR_WORKERS = (ImportState.CHECKING, ImportState.RUNNING)


class Choice(models.TextChoices):
    """What is done with a duplicate."""

    FILL = "fill", _("Fill gaps")
    SKIP = "skip", _("Skip")
    CREATE = "create", _("Create anyway")


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports, narrowed."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A user's own imports; a manager's are all."""
        if not isinstance(user, User) or not user.works_leads:
            return self.none()
        return self if user.sees_all_leads else self.filter(by=user)

    def for_workers(self) -> Self:
        """Imports to be checked or carried on, the longest waiting first."""
        return self.filter(state__in=FOR_WORKERS).order_by("progress_at", "pk")


class Import(models.Model):
    """One spreadsheet that a user wants as leads.

    `sheets` are the names of its sheets, `sheet` the place of the chosen one. `heading_row` is the number of the row
    with the headings, 0 for a sheet without. `columns` holds the field of each column, empty for one left out. With a
    `consultant` the leads go there, else routing chooses; `forecast` says before how many each would get.
    `action` is what undoing takes back, and the lock of the work: importing rows and taking them back locks it. Its
    instant is that of all leads of the import.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("file"), max_length=120)
    sheets = models.JSONField(default=list)
    sheet = models.PositiveSmallIntegerField(_("sheet"), default=0)
    heading_row = models.PositiveIntegerField(_("row of the headings"), default=0)
    columns = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.CHECKING)
    consultant = models.ForeignKey(
        Consultant, verbose_name=_("consultant"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    forecast = models.JSONField(default=dict)
    action = models.OneToOneField(
        Action, verbose_name=_("action"), on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    created_at = models.DateTimeField(_("uploaded at"))
    progress_at = models.DateTimeField(_("last progress"))
    error = models.CharField(_("why it was broken off"), max_length=200, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="transfer_import_state_known"),
            models.CheckConstraint(
                condition=Q(action__isnull=False)
                | ~Q(state__in=[ImportState.RUNNING, ImportState.FAILED, ImportState.DONE]),
                name="transfer_import_running_has_an_action",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-created_at"], name="transfer_import_of_user"),
            models.Index(
                fields=["progress_at"], condition=Q(state__in=FOR_WORKERS), name="transfer_import_for_workers"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page of the import."""
        return reverse("transfer:import", args=[self.pk])

    @property
    def sheet_name(self) -> str:
        """The name of the chosen sheet."""
        return str(self.sheets[self.sheet]) if self.sheet < len(self.sheets) else ""

    def is_broken_off(self, at: datetime) -> bool:
        """Whether the work has ended before its end: by an error, or because its worker is gone."""
        is_stale = self.state == ImportState.RUNNING and at - self.progress_at > BROKEN_OFF_AFTER
        return self.state == ImportState.FAILED or is_stale


class RememberedColumn(models.Model):
    """What a user has matched a heading to; `heading` is folded, `field` empty for one left out."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.CASCADE, related_name="+")
    heading = models.CharField(max_length=80)
    field = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = _("remembered column")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["by", "heading"], name="transfer_rememberedcolumn_once")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"
