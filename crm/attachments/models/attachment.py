"""A file of a lead."""

import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.leads.models import Lead

FOLDER = "attachments"
# A file that was removed is deleted so long after; taking the removal back ends long before.
KEPT_FOR = timedelta(hours=1)


def private() -> Storage:
    """Where files lie that no address serves."""
    return storages["private"]


def random_name(attachment: "Attachment", name: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return f"{FOLDER}/{secrets.token_hex(16)}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files, narrowed."""

    def of(self, lead: Lead) -> Self:
        """The files of a lead and of those merged into it, the newest first."""
        family = Lead.objects.family_of(lead).values("pk")
        return self.filter(lead__in=family, removed_at=None).select_related("by").order_by("-at", "-pk")

    def deletable(self, at: datetime) -> Self:
        """Removed so long ago that the removal cannot be taken back."""
        return self.filter(removed_at__lt=at - KEPT_FOR).exclude(file="")


class Attachment(models.Model):
    """A file of a lead under the `name` it came with; `file` is empty once the content was deleted."""

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(_("name"), max_length=120)
    file = models.FileField(_("file"), storage=private, upload_to=random_name, blank=True, editable=False)
    size = models.PositiveIntegerField(_("bytes"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a lead")
        verbose_name_plural = _("files of leads")
        indexes = [
            models.Index(
                fields=["removed_at"],
                condition=models.Q(removed_at__isnull=False) & ~models.Q(file=""),
                name="attachments_to_delete",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ending(self) -> str:
        """What the badge beside the name says."""
        return self.name.rpartition(".")[2].upper()[:4]


class AttachmentDownload(models.Model):
    """One download of a file: who, when and from where."""

    attachment = models.ForeignKey(
        Attachment, verbose_name=_("file"), on_delete=models.PROTECT, related_name="downloads"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    address = models.GenericIPAddressField(_("from"), null=True, blank=True)

    class Meta:
        verbose_name = _("download of a file")
        verbose_name_plural = _("downloads of files")

    def __str__(self) -> str:
        return f"{self.attachment_id} {self.at:%Y-%m-%d %H:%M}"
