"""News from earlier rooms that belongs in a lead's diary."""

from typing import Any

from django.utils.translation import gettext as _

from crm.models import Kind, Lead
from crm.services import diary, leads, plans
from kit import clock
from messaging.models import Message, OptOut, Reply, State
from messaging.signals import message_settled, opted_out, reply_received

TOPIC = "lead:"


def on_message_settled(sender: Any, message: Message, **kwargs: Any) -> None:
    """A text that did not arrive is worth a line; one that did shows its state by itself."""
    if message.state not in {State.FAILED, State.UNDELIVERED} or not message.topic.startswith(TOPIC):
        return
    lead = Lead.objects.filter(pk=int(message.topic.removeprefix(TOPIC))).first()
    if lead is not None:
        text = _("The text message could not be delivered (%(code)s).") % {"code": message.error_code or "?"}
        diary.write(lead, Kind.TEXTED, at=clock.now(), by=None, text=text)


def on_reply_received(sender: Any, reply: Reply, **kwargs: Any) -> None:
    """A visitor who answers is in a person's hands: write it down and stop the automatic texts."""
    leads.hear(reply.from_number, text=reply.body, at=clock.now())


def on_opted_out(sender: Any, opt_out: OptOut, **kwargs: Any) -> None:
    """A number wants no messages: what is planned for its leads ends."""
    plans.refuse(opt_out.number, at=clock.now())


def connect() -> None:
    """Start listening."""
    message_settled.connect(on_message_settled, dispatch_uid="crm.message_settled")
    reply_received.connect(on_reply_received, dispatch_uid="crm.reply_received")
    opted_out.connect(on_opted_out, dispatch_uid="crm.opted_out")
