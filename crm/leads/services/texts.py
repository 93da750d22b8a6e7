"""Texts that consultants write to visitors."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from consultants.models import Consultant
from crm.leads.errors import NumberIsWrong, TextHasLeft
from crm.leads.models import Action, ActionKind, Activity, Kind, Lead
from crm.leads.models.action import undone_lines
from crm.leads.rules import greeting
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.stages import Stage
from crm.leads.services import locks, ownership, tasks, timeline, undo
from kit import clock, language
from messaging import queries as messaging
from messaging.errors import AlreadySettled, TemplateUnknown, TooLateToSend
from messaging.models import Message, Purpose, State, TemplateVersion
from messaging.rules import lint, placeholders
from messaging.services import opt_outs, outbox, permission
from messaging.services.outbox import Draft
from messaging.services.permission import Departure

# Who is addressed and who writes is not for the writer to choose.
FIXED = frozenset({"name", "consultant"})
CALLBACK = "callback_at"
# The variables for which a lead may know the value (`values_of`).
KNOWN = FIXED | {"head_count", "month", "organisation", CALLBACK}
DID_NOT_ARRIVE = frozenset({State.UNDELIVERED, State.FAILED, State.EXPIRED})
CHINA = "+86"
MISSED_CALL, MISSED_CALL_ABROAD = "missed_call", "missed_call_abroad"


@dataclass(frozen=True, slots=True)
class TextContent:
    """What to say: a template for consultants with values for its variables, else `text` in own words."""

    template: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@transaction.atomic
def send(lead_id: int, content: TextContent, *, by: User, at: datetime | None = None) -> Action:
    """Text the visitor of a lead, closed ones too; it leaves a moment later, or when the sending window opens.

    Raises LeadIsInPool, NumberIsWrong, and what `compose` and `messaging.services.permission.may_text` refuse.
    """
    at = at or clock.now()
    lead = _locked(lead_id)
    return _post(lead, content, permission.departure(lead.phone, at), before={}, by=by, at=at)


@transaction.atomic
def announce_call(lead_id: int, *, by: User, at: datetime | None = None) -> Action:
    """Text that a call was missed and when the next one comes; it is planned, soon in duty time, where none is.

    Raises LeadIsInPool, TooLateToSend, and what `may_text` refuses.
    """
    at = at or clock.now()
    lead = _locked(lead_id)
    before = {}
    due_at = next_call(lead, at)
    if due_at is None:
        raise TooLateToSend
    if due_at != lead.next_step_at:
        before = undo.remember([lead])[lead.pk]
        with language.of_the_site():
            tasks.plan(lead, due_at=due_at, note=_("Call again"), by=by, at=at)
    leaving = permission.departure(lead.phone, at)
    content = TextContent(MISSED_CALL if lead.phone.startswith(CHINA) else MISSED_CALL_ABROAD)
    return _post(lead, content, leaving, before=before, by=by, at=at)


@transaction.atomic
def send_again(lead_id: int, *, message_id: int, by: User, at: datetime | None = None) -> Action:
    """Write once more a text of a consultant that did not arrive; the call that it names is the one planned now.

    Raises AlreadySettled, and what `send` raises.
    """
    topics = [lead.topic for lead in Lead.objects.family_of(Lead(pk=lead_id))]
    message = Message.objects.about(*topics).filter(pk=message_id, by__isnull=False).first()
    if message is None or message.state not in DID_NOT_ARRIVE:
        raise AlreadySettled
    own = "" if message.template else message.body.partition("】")[2]
    words = {name: value for name, value in message.words.items() if name != CALLBACK}
    return send(lead_id, TextContent(message.template, words, own), by=by, at=at)


def take_back(action: Action) -> None:
    """Cancel the texts of an action that is undone. Raises TextHasLeft when one is not in the outbox any more."""
    lines = Activity.objects.filter(pk__in=action.leads.values("line"))
    if not outbox.withdraw(*(line.data["message"] for line in lines)):
        raise TextHasLeft


def message_of(action: Action) -> Message:
    """The message that an action wrote."""
    line = Activity.objects.get(pk__in=action.leads.values("line"))
    return Message.objects.get(dedupe_key=line.data["message"])


def next_call(lead: Lead, at: datetime) -> datetime | None:
    """The next call that a text may announce: the planned one where that is still to come, else one soon in duty time.

    None where the text would arrive after it.
    """
    due_at = lead.next_step_at if lead.next_step_at and lead.next_step_at > at else tasks.soon_in_duty(lead, at)
    return due_at if due_at > permission.departure(lead.phone, at).at else None


def compose(lead: Lead, content: TextContent, *, by: User, leaving: Departure) -> Draft:
    """The draft of a text to the visitor of a lead. Raises TemplateUnknown.

    A value of which nothing may be sent is missing, also one that is given empty where the lead knows another.
    A text that names the planned call is not sent after it.
    """
    draft = Draft(
        template="",
        due_at=leaving.at,
        to=lead.phone,
        context={},
        dedupe_key=f"text:{uuid4()}",
        topic=lead.topic,
        purpose=Purpose.PERSONAL,
        to_visitor=True,
        by=by,
    )
    if not content.template:
        return replace(draft, text=content.text)
    version = version_of(content.template)
    known = values_of(lead, version, by=by, leaving=leaving)
    given = {name: value for name, value in content.words.items() if name not in FIXED}
    words = {name: value for name, value in (known | given).items() if lint.harmless(value)}
    names_call = CALLBACK in placeholders.names(version.text) and words.get(CALLBACK) == known.get(CALLBACK)
    expires_at = lead.next_step_at if names_call and CALLBACK in known else None
    return replace(draft, template=content.template, context=words, expires_at=expires_at)


def refuse_strangers(lead: Lead) -> None:
    """A lost lead may be texted, but not one lost by a wrong number. Raises NumberIsWrong."""
    if lead.stage != Stage.LOST:
        return
    calls = Activity.objects.filter(~Exists(undone_lines()), lead=lead, kind=Kind.CALLED)
    last = calls.order_by("-at", "-pk").first()
    if last and last.outcome == Outcome.WRONG_NUMBER:
        raise NumberIsWrong


def version_of(template: str) -> TemplateVersion:
    """The approved version of a template for consultants. Raises TemplateUnknown."""
    for version in messaging.for_consultants():
        if version.template.key == template:
            return version
    raise TemplateUnknown


def values_of(lead: Lead, version: TemplateVersion, *, by: User, leaving: Departure) -> dict[str, str]:
    """The values that the lead and its sender give the variables of a template, in its language."""
    consultant = Consultant.objects.filter(user=by).first()
    with translation.override(version.template.language):
        values = {
            "name": greeting.greeting(lead.name, neutral=_("Dear visitor")),
            "consultant": consultant.name if consultant else str(by),
            "head_count": str(lead.head_count or ""),
            "month": lead.month,
            "organisation": lead.organisation.name if lead.organisation else "",
        }
        if lead.next_step_at and lead.next_step_at > leaving.at:
            values[CALLBACK] = clock.spoken(lead.next_step_at, seen_from=leaving.at)
    return {name: value for name, value in values.items() if value}


def _locked(lead_id: int) -> Lead:
    """The lead, locked after its number. Raises LeadIsInPool."""
    opt_outs.hold(Lead.all_objects.values_list("phone", flat=True).get(pk=lead_id))
    return locks.lock_owned(lead_id)


def _post(
    lead: Lead, content: TextContent, leaving: Departure, *, before: undo.Before, by: User, at: datetime
) -> Action:
    refuse_strangers(lead)
    draft = compose(lead, content, by=by, leaving=leaving)
    message = permission.may_text(draft, at=at)
    line = timeline.write(lead, Kind.TEXTED, at=at, by=by, text=message.body, data={"message": draft.dedupe_key})
    ownership.touch(lead, at=at)
    outbox.post(draft)
    action = undo.record(ActionKind.TEXT, [line], before={lead.pk: before}, by=by, at=at)
    assert action is not None  # noqa: S101  (not the system's, told to the type checker)
    return action
