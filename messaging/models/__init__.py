"""What this app remembers: messages and their history, templates, refusals and consents, gateways, recipients."""

from messaging.models.event import MessageEvent
from messaging.models.message import Channel, Message, MessageQuerySet, Purpose
from messaging.models.opt_out import Consent, How, OptOut, Subject
from messaging.models.recipient import Preference, Recipient
from messaging.models.reply import Reply
from messaging.models.sender import Sender
from messaging.models.set_aside import SetAside
from messaging.models.template import Approval, Language, Template, TemplatePurpose, TemplateVersion
from messaging.rules.receipts import State

__all__ = [
    "Approval",
    "Channel",
    "Consent",
    "How",
    "Language",
    "Message",
    "MessageEvent",
    "MessageQuerySet",
    "OptOut",
    "Preference",
    "Purpose",
    "Recipient",
    "Reply",
    "Sender",
    "SetAside",
    "State",
    "Subject",
    "Template",
    "TemplatePurpose",
    "TemplateVersion",
]
