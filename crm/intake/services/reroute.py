"""The house chooses again when a visitor's second step names an organisation that a colleague knows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from consultants import queries as consultants
from consultants.models import Consultant
from crm.cadences.rules import greeting
from crm.cadences.services import runs
from crm.intake.models import Inquiry
from crm.intake.queries import inquiries
from crm.leads.models import Action, ActionKind, Kind, Lead
from crm.leads.queries import recipients
from crm.leads.rules.reasons import Reason
from crm.leads.services import notices, ownership, timeline, undo
from crm.routing.models import RoutingLock
from crm.routing.queries import active, answering, topics, workload
from crm.routing.rules import choice
from crm.routing.rules.choice import Decision, Question
from crm.routing.rules.document import Subject
from kit import clock, language
from messaging.models import Message, Purpose
from messaging.services import outbox
from messaging.services.outbox import Draft


def consider(inquiry: Inquiry, organisation: str, *, at: datetime) -> Decision | None:
    """Choose once more by the order that holds for every inquiry; None where the lead stays whose it is.

    It stays where no colleague knows the organisation or something keeps her from new leads, and wherever anybody has
    acted on it: then a person has been spoken to. Takes the routing lock and then the lead's lock, like
    whoever receives an inquiry, so it is asked before the lead is locked.
    """
    found = Lead.objects.filter(pk=inquiry.lead_id or 0).first()
    if found is None or not inquiries.is_as_chosen(found, inquiry):
        return None
    RoutingLock.objects.take()
    roster = consultants.roster_without_leavers(at)
    rules = active.rules(at)
    lead = Lead.objects.select_for_update(no_key=True).get(pk=found.pk)
    organisation_to = answering.owner_of_organisation(organisation, rules, at)
    if organisation_to is None or not inquiries.is_as_chosen(lead, inquiry):
        return None
    asked = topics.topics_of(lead.phone, organisation) | topics.topics_asked(found)
    question = Question(
        organisation_to=organisation_to,
        shown=inquiry.shown_consultant_id,
        topics=asked,
        subject=Subject(asked, lead.source, lead.head_count, clock.local(lead.asked_at)),
    )
    candidates = workload.candidates(roster, workload.loads(roster, at), at)
    decision = choice.choose(candidates, question, rules)
    if decision is None or decision.reason != Reason.ORGANISATION or decision.consultant_id == lead.owner_id:
        return None
    return decision


def move(lead: Lead, decision: Decision, inquiry: Inquiry, *, at: datetime) -> None:
    """Give a locked lead to the colleague who knows its organisation, and tell everybody who was told otherwise.

    The instant the visitor was promised stays if the colleague is on duty then; else her duty makes a new one.
    """
    roster = {one.consultant.pk: one for one in consultants.roster(at)}
    desk, before, previous = roster[decision.consultant_id], undo.remember([lead]), lead.owner
    told = consultants.in_charge(lead.owner_id, at)
    promised = lead.promise_due_at
    ownership.give(lead, to=desk.consultant, at=at)
    if lead.promise_due_at and lead.promise_due_at != promised:
        lead.response_due_at = lead.promise_due_at
        lead.save(update_fields=["response_due_at"])
        inquiry.promised_at = lead.response_due_at
        inquiry.save(update_fields=["promised_at"])
    before[lead.pk] |= {"inquiry": inquiry.pk, "step": runs.follow_owner(lead, desk.coming, at=at)}
    data = decision.line() | {"from": previous.name if previous else ""}
    line = timeline.write(lead, Kind.ASSIGNED, at=at, by=None, data=data)
    undo.record(ActionKind.REROUTE, [line], before=before, by=None, at=at)
    if told is None or told.consultant.pk != desk.consultant.pk:
        with language.of_the_house():
            notices.post(*_messages(lead, inquiry, told.consultant if told else None, at), at=at)


def lock_inquiry(action: Action) -> None:
    """Lock the inquiry of a second choice about to be undone; a visitor's second step also locks it before the lead."""
    list(Inquiry.objects.select_for_update(no_key=True).filter(lead__in=action.leads.values("lead")).order_by("pk"))


def take_back(action: Action, *, at: datetime) -> None:
    """Undo the rest of a second choice, whose lead stands as before already: its promise, its plan and its texts.

    Texts that have not left are called back, and those they replaced wait again. Where one has left, or a replaced
    one is too old by now, the owner is told of the lead once more; the visitor, who gets no third text, is told by
    the page of the inquiry.
    """
    row = action.leads.select_related("lead__owner").get()
    lead, inquiry = row.lead, Inquiry.objects.get(pk=row.before["inquiry"])
    inquiry.promised_at = lead.response_due_at
    inquiry.save(update_fields=["promised_at"])
    if step := row.before["step"]:
        runs.put_back(step)
    texts = Message.objects.filter(topic=lead.topic, dedupe_key__startswith=f"inquiry:{inquiry.number}:")
    corrections = texts.filter(dedupe_key__startswith=_again_key(inquiry, ""))
    replaced = list(texts.exclude(pk__in=corrections).values_list("pk", flat=True))
    is_untold = outbox.withdraw(*corrections.values_list("dedupe_key", flat=True))
    if not is_untold or outbox.put_back(replaced, at=at):
        with language.of_the_house():
            notices.post(notices.assigned(lead, f"inquiry:{inquiry.number}:undone", at), at=at)


def _messages(lead: Lead, inquiry: Inquiry, told: Consultant | None, at: datetime) -> list[Draft]:
    """The colleague's notice, and what corrects the first texts; of those that have not left nobody needs to know.

    A visitor who got no confirmation (`inquiries`: a landline, abroad, too many that day) gets no corrected one.
    """
    owner, organisation = lead.owner, lead.organisation
    if owner is None or organisation is None:
        return []
    confirmation, notice = f"inquiry:{inquiry.number}:received", f"inquiry:{inquiry.number}:assigned"
    was_confirmed = Message.objects.filter(dedupe_key=confirmation).exists()
    was_unsaid, was_untold = outbox.withdraw(confirmation), outbox.withdraw(notice)
    drafts = [notices.assigned(lead, _again_key(inquiry, "inquiry_assigned"), at)]
    if was_confirmed:
        words: dict[str, object] = {
            "name": greeting.greeting(inquiry.name, neutral=_("Dear visitor")),
            "number": inquiry.number,
            "consultant": owner.name,
            "callback_by": clock.spoken(lead.next_step_at or lead.response_due_at, seen_from=at),
        }
        template = "inquiry_received" if was_unsaid else "inquiry_own_consultant"
        drafts.append(replace(_draft(template, lead.phone, words, inquiry, lead, at), to_visitor=True))
    if told is not None and not was_untold:
        words = {"name": inquiry.name, "organisation": organisation.name, "consultant": owner.name}
        drafts.append(_draft("inquiry_went_on", recipients.number_for(told, at), words, inquiry, lead, at))
    return drafts


def _draft(template: str, to: str, words: Mapping[str, object], inquiry: Inquiry, lead: Lead, at: datetime) -> Draft:
    return Draft(
        template=template,
        to=to,
        context=words,
        dedupe_key=_again_key(inquiry, template),
        topic=lead.topic,
        purpose=Purpose.TRANSACTIONAL,
        expires_at=at + notices.STALE_AFTER,
    )


def _again_key(inquiry: Inquiry, template: str) -> str:
    """The dedupe key of a text that tells of the second choice."""
    return f"inquiry:{inquiry.number}:again:{template}"
