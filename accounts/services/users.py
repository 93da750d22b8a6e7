"""Users are created, changed, deactivated and activated again; each change stands in the history of Django's admin."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework.authtoken.models import Token

from accounts.errors import AdministratorsOnly, LastAdministrator, OwnAccount, UsernameTaken
from accounts.models import Role, User
from kit import database, language

# The rules that a user name breaks which another user has.
USERNAME_IS_TAKEN = {"accounts_user_username_key", "accounts_user_username_is_one_in_any_case"}


def may_change(user: User, *, by: User) -> bool:
    """Whether the manager `by` may change this user: administrators are changed by administrators only."""
    return by.is_administrator or not user.is_administrator


@transaction.atomic
def create(*, username: str, display_name: str, email: str, role: Role, by: User) -> User:
    """Create a user who has no password yet. Raises AdministratorsOnly and UsernameTaken."""
    user = User(username=username, display_name=display_name, email=email, role=role, **_rights(role))
    if not may_change(user, by=by):
        raise AdministratorsOnly
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        if database.broken_constraint(error) not in USERNAME_IS_TAKEN:
            raise
        raise UsernameTaken from error
    with language.of_the_site():
        record(user, by=by, flag=ADDITION, text=_("Invited as %(role)s.") % {"role": role.label})
    return user


@transaction.atomic
def change(user_id: int, *, display_name: str, email: str, role: Role, by: User) -> User:
    """Change name, address and role. Raises AdministratorsOnly, OwnAccount and LastAdministrator."""
    user = lock(user_id, by=by)
    wanted: dict[str, Any] = {"display_name": display_name, "email": email}
    if role != user.role:
        _check_may_lose_role(user, by=by)
        if role == Role.ADMIN and not by.is_administrator:
            raise AdministratorsOnly
        wanted["role"] = role
    record_change(user, {name: (getattr(user, name), value) for name, value in wanted.items()}, by=by)
    if "role" in wanted:
        wanted |= _rights(role)
    for name, value in wanted.items():
        setattr(user, name, value)
    user.save(update_fields=[*wanted])
    return user


@transaction.atomic
def deactivate(user_id: int, *, by: User) -> User:
    """Close an account: sessions and tokens end at once. Raises AdministratorsOnly, OwnAccount, LastAdministrator."""
    user = lock(user_id, by=by)
    _check_may_lose_role(user, by=by)
    Token.objects.filter(user=user).delete()
    return _set_active(user, by=by, is_active=False)


@transaction.atomic
def activate(user_id: int, *, by: User) -> User:
    """Open a closed account again; new tokens are asked for anew. Raises AdministratorsOnly."""
    return _set_active(lock(user_id, by=by), by=by, is_active=True)


def lock(user_id: int, *, by: User) -> User:
    """The user, whom `by` may change; administrators are changed one after another, so that one is left."""
    list(User.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk").select_for_update(no_key=True))
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if not may_change(user, by=by):
        raise AdministratorsOnly
    return user


def record_change(user: User, changes: Mapping[str, tuple[Any, Any]], *, by: User) -> None:
    """Write what differs, with its values before and after, into the history of a user."""
    roles = dict(Role.choices)
    with language.of_the_site():
        labels = {"display_name": _("display name"), "email": _("E-mail"), "role": _("role"), "hotline": _("hotline")}
        lines = [
            f"{labels[name]}: {roles.get(before, before) or '—'} → {roles.get(after, after) or '—'}"
            for name, (before, after) in changes.items()
            if before != after
        ]
        if lines:
            record(user, by=by, flag=CHANGE, text="; ".join(lines))


def record(user: User, *, by: User, flag: int, text: str) -> None:
    """Write a line into the history of a user."""
    LogEntry.objects.log_actions(by.pk, [user], flag, text, single_object=True)


def _check_may_lose_role(user: User, *, by: User) -> None:
    if user == by:
        raise OwnAccount
    others = User.objects.filter(role=Role.ADMIN, is_active=True).exclude(pk=user.pk)
    if user.role == Role.ADMIN and user.is_active and not others.exists():
        raise LastAdministrator


def _set_active(user: User, *, by: User, is_active: bool) -> User:
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        with language.of_the_site():
            record(user, by=by, flag=CHANGE, text=_("Activated again.") if is_active else _("Deactivated."))
    return user


def _rights(role: Role) -> dict[str, bool]:
    """Administrators use Django's own administration pages."""
    return {"is_staff": role == Role.ADMIN, "is_superuser": role == Role.ADMIN}
