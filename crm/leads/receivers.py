"""Text messages about leads."""

from typing import Any

from django.utils.translation import gettext as _

from crm.leads.models import Kind
from crm.leads.queries import messages, recipients
from crm.leads.services import timeline
from kit import clock
from messaging.models import Message, State
from messaging.rules import verdicts
from messaging.services import colleagues, subjects
from messaging.signals import message_settled


def on_message_settled(sender: Any, message: Message, **kwargs: Any) -> None:
    """Write an activity for a text that did not arrive."""
    is_lost = message.state in {State.FAILED, State.UNDELIVERED} or message.error_code == verdicts.LEFT
    if is_lost and (lead := messages.lead_about(message.topic)):
        text = _("The text message could not be delivered (%(code)s).") % {"code": message.error_code or "?"}
        timeline.write(lead, Kind.TEXTED, at=clock.now(), by=None, text=text)


def connect() -> None:
    """Connect to the messaging app: settled messages, texts that are not wanted any more, numbers of colleagues."""
    colleagues.register(recipients.colleagues)
    subjects.register("lead", messages.no_more_wanted)
    message_settled.connect(on_message_settled, dispatch_uid="leads.message_settled")
