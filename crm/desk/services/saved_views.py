"""Keeping views of the list of leads."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from crm.desk.errors import TooManyViews, ViewNameTaken
from crm.desk.models import SavedView
from crm.desk.rules.lead_list import MOST_VIEWS
from kit import clock, database

NAME_IS_TAKEN = "desk_savedview_one_of_a_name"


@transaction.atomic
def keep(*, name: str, query: str, is_shared: bool, by: User) -> SavedView:
    """Keep a view. Raises TooManyViews and ViewNameTaken."""
    view = SavedView(user=by, name=name, query=query, is_shared=is_shared)
    _add(view)
    return view


def change(view: SavedView, *, query: str) -> SavedView:
    """Let a view show what the list shows now."""
    view.query = query
    view.save(update_fields=["query"])
    return view


def remove(view: SavedView, *, at: datetime | None = None) -> None:
    """Take a view out of the tabs."""
    view.removed_at = at or clock.now()
    view.save(update_fields=["removed_at"])


@transaction.atomic
def restore(view: SavedView) -> None:
    """Put a removed view back. Raises TooManyViews and ViewNameTaken."""
    view.removed_at = None
    _add(view)


def _add(view: SavedView) -> None:
    """Save a view among the others of its user, who is locked, so that the number holds."""
    list(User.objects.select_for_update(no_key=True).filter(pk=view.user_id))
    if SavedView.objects.of(view.user).filter(removed_at=None).exclude(pk=view.pk).count() >= MOST_VIEWS:
        raise TooManyViews
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        if database.broken_constraint(error) != NAME_IS_TAKEN:
            raise
        raise ViewNameTaken from None
