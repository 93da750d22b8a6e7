"""A list of leads that a user named: what it is narrowed by, its order and its columns."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views, narrowed."""

    def visible_to(self, user: User) -> Self:
        """The user's own views and those that colleagues share, the own ones first."""
        seen = self.filter(Q(user=user) | Q(is_shared=True), removed_at=None)
        return seen.annotate(is_own=Q(user=user)).order_by("-is_own", "pk")

    def of(self, user: User) -> Self:
        """The user's own views, the removed ones too."""
        return self.filter(user=user)


class SavedView(models.Model):
    """A named list of leads. `query` is the query string of its address, without page and view."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("name"), max_length=20)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(_("colleagues see it, too"), default=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(removed_at=None),
                name="desk_savedview_one_of_a_name",
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
