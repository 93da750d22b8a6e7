"""A venue: where teaching happens."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VenueKind(models.TextChoices):
    """What the place is used for."""

    CLASSROOM = "classroom", _("classroom")
    SITE = "site", _("teaching site")


class Venue(models.Model):
    """A classroom of the centre or a teaching site in the hills."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=VenueKind, default=VenueKind.CLASSROOM)
    address = models.CharField(_("address"), max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=0)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=VenueKind.values), name="catalog_venue_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name
