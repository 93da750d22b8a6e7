"""What the page of one lead reads."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from crm.cadences.models import CadenceRun
from crm.cadences.queries import lead as cadences
from crm.intake.models import Inquiry
from crm.leads.models import Action, ActionKind, ActionLead, Activity, Lead
from crm.leads.queries.timeline import instant_of, is_text
from crm.leads.rules.sources import Source
from crm.leads.services.undo import UNDO_WITHIN
from messaging.models import Message, OptOut, State


@dataclass(frozen=True, slots=True)
class LeadPage:
    """What the panes of one lead show.

    `timeline` holds everything that happened, newest first; `inquiries` the oldest first. `refuses_texts` says whether
    the number is closed for messages. `plan` is None for leads without a follow-up plan. `undone` maps the instant of
    an undone action to the instant of its undoing; `undoable` is the action that the reader may still undo. `sent` are
    the texts that consultants wrote, by their dedupe key; the timeline holds their activities instead.
    """

    timeline: list[Activity | Message]
    inquiries: list[Inquiry]
    refuses_texts: bool
    plan: CadenceRun | None
    undone: dict[datetime, datetime]
    undoable: Action | None
    sent: dict[str, Message]

    @property
    def text_count(self) -> int:
        """How many texts went to the visitor or came from there (`queries.texts.thread`)."""
        asked = sum(inquiry.source == Source.TEXT for inquiry in self.inquiries)
        return len(self.sent) + asked + sum(map(is_text, self.timeline))


def lead_page(lead: Lead, *, to: User, at: datetime) -> LeadPage:
    """Everything that the panes of one lead show to a user."""
    family = list(Lead.objects.family_of(lead).only("pk"))
    messages = list(Message.objects.about(*(one.topic for one in family)))
    timeline: list[Activity | Message] = [
        *Activity.objects.filter(lead__in=family).timeline(),
        *(message for message in messages if message.by_id is None),
    ]
    timeline.sort(key=instant_of, reverse=True)
    refusal = OptOut.objects.filter(number=lead.phone).order_by("-id").first()
    actions = ActionLead.objects.filter(lead__in=family)
    waiting = [message.dedupe_key for message in messages if message.state == State.QUEUED]
    undoable = actions.untouched().filter(~Q(action__kind=ActionKind.TEXT) | Q(line__data__message__in=waiting))
    own = Action.objects.done_by(to).fresh(at - UNDO_WITHIN).on_one_page()
    return LeadPage(
        timeline,
        list(Inquiry.objects.filter(lead__in=family).order_by("asked_at")),
        bool(refusal and refusal.is_out),
        cadences.run_of(lead),
        {at: undone_at for at, undone_at in actions.values_list("action__at", "undone_at") if undone_at},
        own.filter(leads__in=undoable).first(),
        {message.dedupe_key: message for message in messages if message.by_id},
    )
