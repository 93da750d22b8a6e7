"""Documents that managers edit: each saved edit is a version of its own, one is active, and none is ever changed."""

from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kit.errors import ChangedMeanwhile

V = TypeVar("V", bound="Version")


class VersionQuerySet(models.QuerySet[V]):
    """The versions of one document."""

    def active(self) -> Self:
        """The active version, or none yet."""
        return self.filter(is_active=True)


class Version(models.Model):
    """One version of a document: its number, whether it is active, when and by whom it was saved, what it restores."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(_("saved at"), db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    restores = models.PositiveIntegerField(_("copy of version"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=Q(is_active=True), name="%(app_label)s_%(class)s_one_holds"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}"


def publish(
    versions: VersionQuerySet[V], *, seen: int, by: models.Model | None, restores: int | None = None, **content: Any
) -> V:
    """Make a new version the active one; `seen` is the one that its editor had open, 0 for none.

    Raises ChangedMeanwhile.
    """
    try:
        with transaction.atomic():
            now = versions.active().select_for_update().first()
            if (now.version if now else 0) != seen:
                raise ChangedMeanwhile
            versions.active().update(is_active=False)
            return versions.create(version=seen + 1, made_by=by, restores=restores, **content)
    except IntegrityError as clash:
        # Two managers may have saved the very first version at the same instant; any other broken rule is an error.
        now = versions.active().first()
        if (now.version if now else 0) == seen:
            raise
        raise ChangedMeanwhile from clash


def with_version(data: QueryDict, name: str, now: Version | None) -> QueryDict:
    """What was sent, as if its editor had the active version open: who saves again has read what changed."""
    changed = data.copy()
    changed[name] = str(now.version if now else 0)
    return changed
