"""News from earlier rooms that belongs in a lead's diary, and what follow-up plans make of news of leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from consultants.services import vocabulary
from crm.models import Deed, DeedKind, Kind, Lead
from crm.queries import desk as desk_queries
from crm.queries import routing as routing_queries
from crm.queries import texts as text_queries
from crm.rules.steps import Why
from crm.services import diary, kinship, plans, rechoice, replies, telephone
from crm.signals import Change, deed_undone, lead_changed, lead_restored, undo_requested
from kit import clock
from messaging.models import Message, OptOut, Reply, State
from messaging.rules import departure
from messaging.services import affairs, staff
from messaging.signals import message_settled, opted_out, reply_received

# Why a follow-up plan ends with what a person does.
WHY = {
    Change.CALLED: Why.CALLED,
    Change.REGISTERED: Why.REGISTERED,
    Change.MOVED: Why.MOVED,
    Change.LOST: Why.LOST,
    Change.POOLED: Why.POOLED,
}


def on_message_settled(sender: Any, message: Message, **kwargs: Any) -> None:
    """A text that did not arrive is worth a line; one that did shows its state by itself."""
    is_lost = message.state in {State.FAILED, State.UNDELIVERED} or message.error_code == departure.LEFT
    if not is_lost or not message.topic.startswith(text_queries.TOPIC):
        return
    lead = Lead.objects.filter(pk=text_queries.lead_of(message.topic)).first()
    if lead is not None:
        text = _("The text message could not be delivered (%(code)s).") % {"code": message.error_code or "?"}
        diary.write(lead, Kind.TEXTED, at=clock.now(), by=None, text=text)


def on_reply_received(sender: Any, reply: Reply, *, is_refusal: bool, **kwargs: Any) -> None:
    """A visitor writes to us."""
    replies.take(reply, is_refusal=is_refusal, at=clock.now())


def on_lead_changed(sender: Any, leads: Sequence[Lead], change: Change, at: datetime, **kwargs: Any) -> None:
    """Somebody has taken over: the plans end, and the first reason of an act is the one that is kept."""
    plans.stop_all(leads, why=WHY[change], at=at)


def on_lead_restored(sender: Any, leads: Sequence[Lead], acted_at: datetime, at: datetime, **kwargs: Any) -> set[int]:
    """What ended the plans was undone; the leads of which a text is too old to be sent."""
    return plans.resume(leads, ended_at=acted_at, at=at)


def on_opted_out(sender: Any, opt_out: OptOut, **kwargs: Any) -> None:
    """A number wants no messages: what is planned for its leads ends."""
    plans.refuse(opt_out.number, at=clock.now())


def on_undo_requested(sender: Any, deed: Deed, **kwargs: Any) -> None:
    """Undoing a second choice changes the inquiry too."""
    if deed.kind == DeedKind.RECHOOSE:
        rechoice.lock_inquiry(deed)


def on_deed_undone(sender: Any, deed: Deed, at: datetime, **kwargs: Any) -> None:
    """A call written down or a second choice was taken back: the rest of it goes too."""
    if deed.kind == DeedKind.TELEPHONE:
        telephone.take_back(deed, at=at)
        kinship.take_back(deed)
    elif deed.kind == DeedKind.RECHOOSE:
        rechoice.take_back(deed, at=at)


def connect() -> None:
    """Start listening, be there to be asked before a text leaves, and name what a consultant can be good at."""
    staff.register(desk_queries.colleagues)
    affairs.register("lead", text_queries.no_more_wanted)
    for kind, choices in routing_queries.TOPICS.items():
        vocabulary.register(kind, choices)
    message_settled.connect(on_message_settled, dispatch_uid="crm.message_settled")
    reply_received.connect(on_reply_received, dispatch_uid="crm.reply_received")
    lead_changed.connect(on_lead_changed, dispatch_uid="crm.lead_changed")
    lead_restored.connect(on_lead_restored, dispatch_uid="crm.lead_restored")
    undo_requested.connect(on_undo_requested, dispatch_uid="crm.undo_requested")
    deed_undone.connect(on_deed_undone, dispatch_uid="crm.deed_undone")
    opted_out.connect(on_opted_out, dispatch_uid="crm.opted_out")
