"""The specialities of consultants, as routing reads them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SpecialityKind(models.TextChoices):
    """What a speciality's value names."""

    PROGRAMME = "programme", _("programme")
    REGION = "region", _("region")
    ORGANISATION = "kind", _("kind of organisation")


class Speciality(models.Model):
    """One speciality, by a name that other apps know: this app does not ask whether it exists.

    `slug` is what routing compares: `programme:party-spirit-5` (a programme's slug), `region:江西` or `region:南昌` (a
    province or city by its short name), `kind:state-owned` (a kind of organisation).
    """

    consultant = models.ForeignKey(
        "consultants.Consultant", verbose_name=_("consultant"), on_delete=models.CASCADE, related_name="topics"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=SpecialityKind)
    value = models.CharField(_("value"), max_length=60)

    class Meta:
        verbose_name = _("speciality")
        verbose_name_plural = _("specialities")
        ordering = ["kind", "value"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SpecialityKind.values), name="consultants_speciality_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(value__regex=r"^[^\s:,，、]+$"),
                name="consultants_speciality_value_is_one_word",
                violation_error_message=_("A speciality is one word without blanks, commas or colons."),
            ),
            models.UniqueConstraint(fields=["consultant", "kind", "value"], name="consultants_speciality_named_once"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        """Kind and value as one text, such as `region:江西`."""
        return f"{self.kind}:{self.value}"
