"""The texts of consultants that have not left: they end with what their writer had to do with the lead."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from crm.leads.models import Activity, Kind, Lead
from kit import language
from messaging.models import Message, State
from messaging.models.message import MessageQuerySet
from messaging.services import outbox

# Why they are cancelled, as the message's code of error.
LEFT_ITS_OWNER, LOST = "left_its_owner", "subject_closed"


def end_with_owner(leads: Collection[Lead], *, at: datetime) -> None:
    """Cancel what the owners of locked leads wrote, before these leads go to other owners or to the pool."""
    by_key = {lead.pk: lead.owner_id for lead in leads}
    owners = {topic: by_key[pk] for topic, pk in _topics(leads).items()}
    waiting = _written(leads).queued().values_list("pk", "topic", "by__consultant")
    own = [pk for pk, topic, writer in waiting if writer and writer == owners.get(topic)]
    if own:
        _cancel(leads, Message.objects.filter(pk__in=own), code=LEFT_ITS_OWNER, at=at)


def end_with_lead(lead: Lead, *, at: datetime) -> None:
    """Cancel what anybody wrote to the visitor of a locked lead that is lost."""
    _cancel([lead], _written([lead]), code=LOST, at=at)


def restore(leads: Collection[Lead], *, ended_at: datetime, at: datetime) -> set[int]:
    """Queue again what an action at `ended_at` cancelled; returns the leads of which a text is too old to be sent."""
    topics = _topics(leads)
    too_old: set[int] = set()
    for code in (LEFT_ITS_OWNER, LOST):
        ended = _written(leads).filter(state=State.CANCELLED, settled_at=ended_at, error_code=code)
        found = dict(ended.values_list("pk", "topic"))
        too_old |= {topics[found[pk]] for pk in outbox.put_back(found, at=at, error_code=code)} if found else set()
    return too_old


def _written(leads: Collection[Lead]) -> MessageQuerySet:
    return Message.objects.filter(topic__in=_topics(leads), by__isnull=False)


def _topics(leads: Collection[Lead]) -> dict[str, int]:
    """The subjects of messages about leads, and about those merged into them, with the keys of the leads."""
    merged = Lead.all_objects.filter(merged_into__in=leads).only("pk", "merged_into")
    return {lead.topic: lead.pk for lead in leads} | {one.topic: one.merged_into_id or one.pk for one in merged}


def _cancel(leads: Collection[Lead], texts: MessageQuerySet, *, code: str, at: datetime) -> None:
    topics = _topics(leads)
    cancelled = {topics[message.topic] for message in outbox.cancel_all(texts, at=at, error_code=code)}
    with language.of_the_site():
        text = _("A text message that was still waiting was cancelled and is not sent.")
    Activity.objects.bulk_create(
        Activity(lead=lead, kind=Kind.TEXTED, at=at, consultant_id=lead.owner_id, text=text)
        for lead in leads
        if lead.pk in cancelled
    )
