"""A user, who may sign in, and the user's one role."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

# No password has been set yet.
IS_INVITED = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class Role(models.TextChoices):
    """The role of a user; it decides what the user may see."""

    CONSULTANT = "consultant", _("consultant")
    MANAGER = "manager", _("manager")
    EDITOR = "editor", _("editor")
    ADMIN = "admin", _("administrator")


class ColleagueManager(UserManager["User"]):
    """Users; whom an operator makes with `createsuperuser` is an administrator here, too."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **facts: Any
    ) -> "User":
        """Make an administrator."""
        return super().create_superuser(username, email, password, **{"role": Role.ADMIN} | facts)


class User(AbstractUser):
    """A colleague with exactly one role."""

    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.CONSULTANT)
    display_name = models.CharField(_("display name"), max_length=40, blank=True)

    objects: ClassVar[ColleagueManager] = ColleagueManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_user_role_known"),
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username_is_one_in_any_case",
                violation_error_message=_("There is a user of this name already. Choose another user name."),
            ),
        ]

    def __str__(self) -> str:
        """The name that colleagues see."""
        return self.display_name or self.username

    @property
    def sees_all_leads(self) -> bool:
        """Managers and administrators see every lead; consultants their own; editors none."""
        return self.is_active and self.role in {Role.MANAGER, Role.ADMIN}

    @property
    def works_leads(self) -> bool:
        """Whether the user works at the desk."""
        return self.is_active and self.role in {Role.CONSULTANT, Role.MANAGER, Role.ADMIN}

    @property
    def edits_pages(self) -> bool:
        """Whether the user may write content pages."""
        return self.is_active and self.role in {Role.EDITOR, Role.ADMIN}

    @property
    def is_administrator(self) -> bool:
        """Whether only an administrator may change this user."""
        return self.is_superuser or self.role == Role.ADMIN

    @property
    def is_invited(self) -> bool:
        """Whether the user has not set a password yet."""
        return self.is_active and not self.has_usable_password()
