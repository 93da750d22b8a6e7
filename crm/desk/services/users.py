"""Users with what they work as: a consultant behind a hotline, an editor of pages."""

from django.db import transaction

from accounts.models import Role, User
from accounts.services import passwords, users
from consultants import queries as roster
from consultants.services import people
from content.services import editors
from crm.desk.errors import EditorHasHotline, HotlineMissing, OpenLeadsLeft
from crm.desk.queries.users import open_count
from crm.routing.models import RoutingLock


@transaction.atomic
def add(*, username: str, display_name: str, email: str, role: Role, hotline: str, by: User) -> User:
    """Create a user, who answers the hotline if there is one, and let the invitation be sent.

    Raises the refusals of `accounts.services.users`, HotlineMissing, HotlineTaken and EditorHasHotline.
    """
    user = users.create(username=username, display_name=display_name, email=email, role=role, by=by)
    _let_answer(user, hotline=hotline, by=by)
    if role == Role.EDITOR:
        editors.admit(user)
    invite(user)
    return user


@transaction.atomic
def change(user_id: int, *, display_name: str, email: str, role: Role, hotline: str, by: User) -> User:
    """Change a user. Raises the same, and OpenLeadsLeft where the hotline is taken away too early."""
    was = users.lock(user_id, by=by).role
    user = users.change(user_id, display_name=display_name, email=email, role=role, by=by)
    _let_answer(user, hotline=hotline, by=by)
    if was != role and Role.EDITOR in {was, role}:
        edits = editors.admit if role == Role.EDITOR else editors.dismiss
        edits(user)
    return user


@transaction.atomic
def deactivate(user_id: int, *, by: User) -> User:
    """Close an account whose open leads have been handed over; raises OpenLeadsLeft."""
    _check_has_no_leads(users.lock(user_id, by=by))
    user = users.deactivate(user_id, by=by)
    transaction.on_commit(roster.forget_roster)
    return user


@transaction.atomic
def activate(user_id: int, *, by: User) -> User:
    """Open a closed account again."""
    transaction.on_commit(roster.forget_roster)
    return users.activate(user_id, by=by)


def invite(user: User) -> None:
    """Let the letter with the link for a first password be sent, where letters leave and the address is known."""
    if passwords.reaches(user):
        passwords.invite(user)


def _let_answer(user: User, *, hotline: str, by: User) -> None:
    """Let a user answer this hotline; without one, none."""
    if user.role == Role.CONSULTANT and not hotline:
        raise HotlineMissing
    if user.role == Role.EDITOR and hotline:
        raise EditorHasHotline
    before = roster.hotline_of(user)
    if hotline:
        people.give_hotline(user, hotline=hotline)
    elif before:
        _check_has_no_leads(user)
        people.take_off_hotline(user)
    users.record_change(user, {"hotline": (before, hotline)}, by=by)


def _check_has_no_leads(user: User) -> None:
    """Raise OpenLeadsLeft; until the transaction ends neither routing nor a colleague gives the user a lead."""
    RoutingLock.objects.take()
    people.lock_of(user)
    if number := open_count(user):
        raise OpenLeadsLeft(number)
