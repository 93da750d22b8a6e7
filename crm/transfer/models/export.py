"""An export: one list of the desk on its way into a file."""

from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm.transfer.models.imports import BROKEN_OFF_AFTER

# A file holds what is known of people: it is deleted so long after it was written.
KEPT_FOR = timedelta(days=7)


class ExportedList(models.TextChoices):
    """Which list."""

    LEADS = "leads", _("Leads")
    POOL = "pool", _("Public pool")
    ORGANISATIONS = "organisations", _("Organisations")
    MESSAGES = "messages", _("Text messages")


class Format(models.TextChoices):
    """What kind of file."""

    XLSX = "xlsx", _("Excel (.xlsx)")
    CSV = "csv", _("Text (.csv)")


class ExportState(models.TextChoices):
    """How far an export is."""

    ASKED = "asked", _("waits for a manager")
    REFUSED = "refused", _("refused")
    QUEUED = "queued", _("waiting")
    WRITING = "writing", _("being written")
    DONE = "done", _("ready")
    FAILED = "failed", _("broken off")
    EXPIRED = "expired", _("deleted")


IS_FOR_WORKERS = Q(state__in=[ExportState.QUEUED, ExportState.WRITING])


def private() -> Storage:
    """Where files lie that no address serves."""
    return storages["private"]


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports, narrowed."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A user's own exports; a manager's are all, but each is downloaded by its owner alone."""
        if not isinstance(user, User) or not user.works_leads:
            return self.none()
        return self if user.sees_all_leads else self.filter(by=user)

    def for_workers(self, at: datetime) -> Self:
        """Exports to be written: those that wait, and those whose worker is gone."""
        is_broken_off = Q(state=ExportState.WRITING, progress_at__lt=at - BROKEN_OFF_AFTER)
        return self.filter(IS_FOR_WORKERS).filter(Q(state=ExportState.QUEUED) | is_broken_off).order_by("pk")

    def to_decide(self) -> Self:
        """Exports with full numbers that wait for a manager, the oldest first."""
        return self.filter(state=ExportState.ASKED).order_by("pk")

    def expired(self, at: datetime) -> Self:
        """Files kept long enough."""
        return self.filter(state=ExportState.DONE, done_at__lt=at - KEPT_FOR)


class Export(models.Model):
    """One list of the desk as a file, with what its address narrowed it by (`query`, encoded).

    Numbers are masked unless `is_unmasked`, which needs a `reason` and a manager, `decided_by`. `attempt` counts the
    workers and fences them: only the holder of the latest number may finish. `written` of `row_count` rows are in the
    file.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("list"), max_length=13, choices=ExportedList)
    query = models.CharField(_("narrowed by"), max_length=1000, blank=True)
    format = models.CharField(_("format"), max_length=4, choices=Format, default=Format.XLSX)
    is_unmasked = models.BooleanField(_("with full numbers"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    state = models.CharField(_("state"), max_length=8, choices=ExportState, default=ExportState.QUEUED)
    attempt = models.PositiveIntegerField(default=0, editable=False)
    row_count = models.PositiveIntegerField(_("rows"), null=True, editable=False)
    written = models.PositiveIntegerField(_("rows written"), default=0, editable=False)
    file = models.FileField(_("file"), storage=private, upload_to="exports", blank=True, editable=False)
    error = models.CharField(_("why it was broken off"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("asked for at"))
    progress_at = models.DateTimeField(_("last progress"))
    done_at = models.DateTimeField(_("ready since"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="transfer_export_state_known"),
            models.CheckConstraint(condition=Q(what__in=ExportedList.values), name="transfer_export_list_known"),
            models.CheckConstraint(condition=Q(format__in=Format.values), name="transfer_export_format_known"),
            models.CheckConstraint(
                condition=Q(is_unmasked=False) | ~Q(reason=""), name="transfer_export_full_numbers_need_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_unmasked=False) | Q(decided_by__isnull=False) | Q(state=ExportState.ASKED),
                name="transfer_export_full_numbers_need_a_manager",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-created_at"], name="transfer_export_of_user"),
            models.Index(fields=["-created_at", "-id"], name="transfer_export_audited"),
            models.Index(fields=["id"], condition=IS_FOR_WORKERS, name="transfer_export_for_workers"),
            models.Index(fields=["id"], condition=Q(state="asked"), name="transfer_export_to_decide"),
            models.Index(fields=["done_at"], condition=Q(state="done"), name="transfer_export_to_expire"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has something to do for it."""
        return self.state in {ExportState.QUEUED, ExportState.WRITING}

    @property
    def expires_at(self) -> datetime | None:
        """When its file is deleted."""
        return self.done_at + KEPT_FOR if self.done_at else None

    @property
    def download_name(self) -> str:
        """What the file is called on the user's machine."""
        return f"{self.get_what_display()} {self.created_at:%Y-%m-%d}{PurePath(self.file.name or '').suffix}"


class Download(models.Model):
    """One download of an export: who, when and from where."""

    export = models.ForeignKey(Export, verbose_name=_("export"), on_delete=models.PROTECT, related_name="downloads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    address = models.GenericIPAddressField(_("from"), null=True, blank=True)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        indexes = [models.Index(fields=["-at", "-id"], name="transfer_download_audited")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.at:%Y-%m-%d %H:%M}"
