"""Telling consultants that leads come to them, or leave them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Lead
from crm.leads.queries import recipients
from crm.leads.services import notices as texts
from crm.notices.models import Notice
from crm.notices.rules.kinds import NoticeKind
from crm.notices.services import inbox
from kit import language
from messaging.models import Purpose
from messaging.services.outbox import Draft


def one(lead: Lead, *, to: Consultant | None, was: Consultant | None, by: User | None, at: datetime) -> None:
    """Tell in the inbox of one lead that has changed its owner."""
    given = [inbox.notice(to.user_id, NoticeKind.GIVEN, at=at, by=by, lead=lead, count=1)] if to else []
    inbox.write([*given, *([_taken([lead], was, to, by, at)] if was else [])])


def many(
    *,
    to: Consultant,
    count: int,
    key: str,
    giver: str,
    by: User | None,
    at: datetime,
    leads: Sequence[Lead] = (),
) -> None:
    """Tell a consultant of several leads at once, by one text and one notice; `giver` is whom the text names."""
    with language.of_the_site():
        text = Draft(
            template="desk_handed_over",
            to=recipients.number_for(to, at),
            context={"name": giver, "count": count},
            dedupe_key=key,
            purpose=Purpose.TRANSACTIONAL,
            expires_at=at + texts.STALE_AFTER,
        )
        texts.post(text, at=at)
    lead = leads[0] if len(leads) == 1 else None
    inbox.write([inbox.notice(to.user_id, NoticeKind.GIVEN, at=at, by=by, lead=lead, count=count, names=_names(leads))])


def taken(
    leads: Iterable[tuple[Lead, Consultant | None]], *, to: Consultant | None, by: User | None, at: datetime
) -> None:
    """Tell the former owners of leads, each with its lead, that these go to a colleague, or else to the pool."""
    lost: dict[Consultant, list[Lead]] = defaultdict(list)
    for lead, was in leads:
        if was is not None:
            lost[was].append(lead)
    inbox.write(_taken(theirs, was, to, by, at) for was, theirs in lost.items())


def _taken(leads: Sequence[Lead], was: Consultant, to: Consultant | None, by: User | None, at: datetime) -> Notice:
    lead = leads[0] if len(leads) == 1 else None
    goes_to, names = to.name if to else "", _names(leads)
    return inbox.notice(
        was.user_id, NoticeKind.TAKEN, at=at, by=by, lead=lead, count=len(leads), names=names, goes_to=goes_to
    )


def _names(leads: Sequence[Lead]) -> str:
    return texts.first_names([lead.name for lead in leads])
