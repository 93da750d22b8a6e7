"""A person who may sign in, and the one role she has."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here; it decides what she may see."""

    CONSULTANT = "consultant", _("consultant")
    MANAGER = "manager", _("manager")
    EDITOR = "editor", _("editor")
    ADMIN = "admin", _("administrator")


class User(AbstractUser):
    """A colleague with exactly one role."""

    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.CONSULTANT)
    display_name = models.CharField(_("display name"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_user_role_known"),
        ]

    def __str__(self) -> str:
        """The name colleagues call her by."""
        return self.display_name or self.username

    @property
    def sees_all_leads(self) -> bool:
        """Managers and administrators see every lead; consultants their own; editors none."""
        return self.is_active and self.role in {Role.MANAGER, Role.ADMIN}

    @property
    def works_leads(self) -> bool:
        """Whether the desk is her place of work."""
        return self.is_active and self.role in {Role.CONSULTANT, Role.MANAGER, Role.ADMIN}

    @property
    def edits_pages(self) -> bool:
        """Whether the content pages are hers to write."""
        return self.is_active and self.role in {Role.EDITOR, Role.ADMIN}
