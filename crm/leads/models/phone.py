"""Further telephone numbers of a lead."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.leads.models.lead import Lead
from kit import phones

LONGEST_LABEL = 20


class LeadPhone(models.Model):
    """A number that reaches the visitor besides the preferred one, `Lead.phone`; `label` says whose or where it is.

    `phone` is E.164, `raw` what was typed, empty for a number that was the preferred one before.
    """

    lead = models.ForeignKey(
        Lead,
        verbose_name=_("lead"),
        on_delete=models.CASCADE,
        related_name="phones",
        db_index=False,  # leads_leadphone_once begins with it
    )
    phone = models.CharField(_("phone"), max_length=16)
    extension = models.CharField(_("extension"), max_length=6, blank=True)
    raw = models.CharField(max_length=phones.LONGEST_SPELLING, blank=True, editable=False)
    label = models.CharField(_("label"), max_length=LONGEST_LABEL, blank=True)

    class Meta:
        verbose_name = _("further number")
        verbose_name_plural = _("further numbers")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["lead", "phone", "extension"], name="leads_leadphone_once")]
        indexes = [models.Index(fields=["phone"], name="leads_leadphone_number")]

    def __str__(self) -> str:
        return f"{self.label} {self.masked}".strip()

    @property
    def masked(self) -> str:
        """The number as pages show it."""
        return phones.mask(self.phone, self.extension)

    @property
    def spaced(self) -> str:
        """The number in groups of digits."""
        return phones.with_extension(phones.spaced(self.phone), self.extension)

    @property
    def link(self) -> str:
        """The `tel:` address."""
        return phones.link(self.phone, self.extension)
