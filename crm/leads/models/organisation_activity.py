"""What was written about an organisation, and what was changed of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.leads.models.organisation import Organisation


class OrganisationActivity(models.Model):
    """A note, or a change with what was there before (`data`); append-only but for the instant of its undoing."""

    class Kind(models.TextChoices):
        """What it is."""

        NOTED = "noted", _("Note")
        CHANGED = "changed", _("Changed")
        NAMED = "named", _("Other spelling")
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="activities", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("text"), max_length=1000, blank=True)
    data = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)

    class Meta:
        verbose_name = _("activity of an organisation")
        verbose_name_plural = _("activities of an organisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("noted", "changed", "named", "merged", "split")),
                name="leads_organisationactivity_kind_known",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-at", "-id"], name="leads_organisation_timeline")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
