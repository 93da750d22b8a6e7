"""The secret address of a consultant's calendar feed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Feed(models.Model):
    """A key that opens one consultant's duty as a calendar; only its SHA-256 digest is kept."""

    consultant = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("consultant"), on_delete=models.CASCADE, related_name="feeds"
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                fields=["consultant"], condition=Q(revoked_at=None), name="consultants_feed_one_open_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultant_id}: {self.made_at:%Y-%m-%d}"
