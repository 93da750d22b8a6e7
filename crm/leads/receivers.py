"""Text messages about leads."""

from typing import Any

from django.utils.translation import gettext as _

from crm.leads.models import Action, ActionKind, Kind
from crm.leads.queries import messages, recipients
from crm.leads.services import texts, timeline
from crm.leads.signals import action_undone
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


def on_action_undone(sender: Any, action: Action, **kwargs: Any) -> None:
    """Take back the texts of an action."""
    if action.kind == ActionKind.TEXT:
        texts.take_back(action)


def connect() -> None:
    """Connect to undo, and to messaging: settled messages, texts not wanted any more, numbers of colleagues."""
    colleagues.register(recipients.colleagues)
    subjects.register("lead", messages.no_more_wanted)
    message_settled.connect(on_message_settled, dispatch_uid="leads.message_settled")
    action_undone.connect(on_action_undone, dispatch_uid="leads.action_undone")
