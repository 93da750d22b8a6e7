"""The inbox of notices: written in the transaction of the act that they tell of, read, and forgotten."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Role, User
from accounts.services import passwords
from crm.leads.models import Lead
from crm.notices.models import Notice, NoticeChoice
from crm.notices.rules.kinds import TOPIC_OF, NoticeKind
from kit import clock

# Undoing the act takes these back.
OF_AN_ACT = (NoticeKind.GIVEN, NoticeKind.TAKEN, NoticeKind.MERGED, NoticeKind.MENTIONED)


def notice(
    to: int | None,
    kind: NoticeKind,
    *,
    at: datetime,
    by: User | None = None,
    lead: Lead | None = None,
    address: str = "",
    **facts: Any,
) -> Notice:
    """An unsaved notice to the user of this key; `write` leaves out one without a recipient."""
    row = Notice(kind=kind, created_at=at, by=by, lead=lead, address=address, facts=facts)
    if to is not None:
        row.recipient_id = to
    return row


def write(notices: Iterable[Notice]) -> None:
    """Write notices in the caller's transaction, as their recipients want them.

    Who does not work leads is told nothing, nor is a user of the own act.
    """
    addressed = [one for one in notices if one.recipient_id and one.recipient_id != one.by_id]
    if not addressed:
        return
    keys = {one.recipient_id for one in addressed}
    users = {user.pk: user for user in User.objects.filter(pk__in=keys) if user.works_leads}
    choices = NoticeChoice.objects.in_bulk(users, field_name="user_id")
    wanted = []
    for one in addressed:
        if one.recipient_id not in users:
            continue
        topic, choice = TOPIC_OF[NoticeKind(one.kind)], choices.get(one.recipient_id)
        one.is_shown = choice is None or topic not in choice.not_shown
        is_mailed = choice is None or topic not in choice.not_mailed
        one.awaits_mail = is_mailed and passwords.reaches(users[one.recipient_id])
        if one.is_shown or one.awaits_mail:
            wanted.append(one)
    Notice.objects.bulk_create(wanted)


def managers() -> list[int]:
    """The keys of the users who are told what concerns managers: who sees all leads."""
    return list(User.objects.filter(is_active=True, role__in=(Role.MANAGER, Role.ADMIN)).values_list("pk", flat=True))


def take_back(leads: Collection[Lead], *, acted_at: datetime, at: datetime) -> None:
    """Take back what was told of an act that is undone; who has read it is told that it is undone."""
    about = Q(lead__in=leads) | Q(lead=None)
    told = list(Notice.objects.filter(about, kind__in=OF_AN_ACT, created_at=acted_at).select_related("lead"))
    Notice.objects.filter(pk__in=[one.pk for one in told if one.read_at is None]).delete()
    write(
        notice(one.recipient_id, NoticeKind.UNDONE, at=at, lead=one.lead, names=one.facts.get("names", ""))
        for one in told
        if one.read_at and one.kind != NoticeKind.MENTIONED
    )


def mark_read(one: Notice, *, at: datetime | None = None) -> None:
    """Mark a notice as read; the first time counts."""
    Notice.objects.filter(pk=one.pk, read_at=None).update(read_at=at or clock.now())


def mark_unread(one: Notice) -> None:
    """Mark a notice as not read."""
    Notice.objects.filter(pk=one.pk).update(read_at=None)


@transaction.atomic
def mark_all_read(user: User, *, at: datetime | None = None) -> tuple[int, datetime]:
    """Mark everything in a user's inbox as read; how many, and the instant by which `mark_all_unread` finds them."""
    at = at or clock.now()
    return Notice.objects.visible_to(user).unread().update(read_at=at), at


def mark_all_unread(user: User, *, read_at: datetime) -> int:
    """Mark what was read at that instant as not read; how many."""
    return Notice.objects.visible_to(user).filter(read_at=read_at).update(read_at=None)


def forget(at: datetime) -> None:
    """Delete what was read long ago."""
    Notice.objects.forgettable(at).delete()
