"""The texts between one visitor and us."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from accounts.models import User
from crm.intake.models import Inquiry
from crm.leads.models import Action, ActionKind, ActionLead, Activity, Kind, Lead
from crm.leads.rules.sources import Source
from messaging.models import Channel, Message

# When a text was written, and what it is: ours, a reply, or an inquiry by text.
Entry = tuple[datetime, Message | Activity | Inquiry]


@dataclass(frozen=True, slots=True)
class Thread:
    """What was written in both directions.

    A visitor's text is a reply, or the inquiry that it opened. `actions` are those not undone that the reader
    may undo, by the dedupe key of their message.
    """

    sent: list[Message]
    received: list[Activity | Inquiry]
    actions: dict[str, int]

    @property
    def entries(self) -> list[Entry]:
        """All of them with their instants, the oldest first."""
        sent: list[Entry] = [(message.created_at, message) for message in self.sent]
        replies: list[Entry] = [
            (text.at if isinstance(text, Activity) else text.asked_at, text) for text in self.received
        ]
        return sorted([*sent, *replies], key=itemgetter(0))


def thread(lead: Lead, *, to: User) -> Thread:
    """The texts of a lead, in as many statements for one as for many."""
    family = list(Lead.objects.family_of(lead).only("pk"))
    visitors = Message.objects.filter(topic__in=[one.topic for one in family], channel=Channel.SMS, recipient="")
    replies = Activity.objects.filter(lead__in=family, kind=Kind.REPLIED)
    asked = Inquiry.objects.filter(lead__in=family, source=Source.TEXT)
    texted = ActionLead.objects.filter(lead__in=family, action__kind=ActionKind.TEXT, undone_at=None)
    own = texted.filter(action__in=Action.objects.visible_to(to).on_one_page())
    return Thread(
        list(visitors.select_related("by")),
        [*replies, *asked],
        {row.line.data["message"]: row.action_id for row in own.select_related("line")},
    )
