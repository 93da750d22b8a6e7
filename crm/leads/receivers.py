"""Text messages about leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from crm.leads.models import Action, ActionKind, Kind, Lead
from crm.leads.queries import messages, recipients
from crm.leads.services import texts, timeline, waiting_texts
from crm.leads.signals import action_undone, lead_restored, undo_requested
from kit import clock
from messaging.models import Message, State
from messaging.rules import verdicts
from messaging.services import colleagues, opt_outs, outbox, subjects
from messaging.signals import message_settled


def on_message_settled(sender: Any, message: Message, **kwargs: Any) -> None:
    """Write an activity for a text that did not arrive."""
    is_lost = message.state in {State.FAILED, State.UNDELIVERED} or message.error_code == verdicts.LEFT
    if is_lost and (lead := messages.lead_about(message.topic)):
        text = _("The text message could not be delivered (%(code)s).") % {"code": message.error_code or "?"}
        timeline.write(lead, Kind.TEXTED, at=clock.now(), by=None, text=text)


def on_lead_restored(sender: Any, leads: Sequence[Lead], acted_at: datetime, at: datetime, **kwargs: Any) -> set[int]:
    """Queue the consultants' texts again that the undone action cancelled."""
    return waiting_texts.restore(leads, ended_at=acted_at, at=at)


def on_undo_requested(sender: Any, action: Action, **kwargs: Any) -> None:
    """Lock the number of a refusal before its lead, as the refusal did."""
    if action.kind == ActionKind.REFUSE:
        opt_outs.hold(action.leads.get().lead.phone)


def on_action_undone(sender: Any, action: Action, at: datetime, **kwargs: Any) -> None:
    """Take back the texts of an action, or open the number that it closed."""
    if action.kind == ActionKind.TEXT:
        texts.take_back(action)
    elif action.kind == ActionKind.REFUSE:
        row = action.leads.select_related("lead").get()
        opt_outs.take_back(row.lead.phone, refused_at=action.at, by=action.by)
        outbox.put_back(row.before["cancelled"], at=at, error_code="opted_out")


def connect() -> None:
    """Connect to undo, and to messaging: settled messages, texts not wanted any more, numbers of colleagues."""
    colleagues.register(recipients.colleagues)
    subjects.register("lead", messages.no_more_wanted)
    message_settled.connect(on_message_settled, dispatch_uid="leads.message_settled")
    lead_restored.connect(on_lead_restored, dispatch_uid="leads.lead_restored")
    undo_requested.connect(on_undo_requested, dispatch_uid="leads.undo_requested")
    action_undone.connect(on_action_undone, dispatch_uid="leads.action_undone")
