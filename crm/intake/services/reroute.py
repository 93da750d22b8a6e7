"""Choosing the consultant again when a visitor's second step names an organisation that a colleague knows."""

from datetime import datetime

from consultants import queries as consultants
from consultants.models import Consultant
from crm.cadences.services import runs
from crm.intake.models import Inquiry
from crm.intake.queries import inquiries
from crm.intake.services.confirmation import to_visitor
from crm.leads.models import Action, ActionKind, Kind, Lead
from crm.leads.queries import recipients
from crm.leads.rules.reasons import Reason
from crm.leads.services import locks, notices, ownership, timeline, undo
from crm.notices.services import hand_overs
from crm.routing.models import RoutingLock
from crm.routing.queries import active, answering, topics, workload
from crm.routing.rules import choice
from crm.routing.rules.choice import Decision, Question
from crm.routing.rules.document import Subject
from kit import clock, language
from messaging.models import Message
from messaging.services import outbox
from messaging.services.outbox import Draft


def consider(inquiry: Inquiry, organisation: str, *, at: datetime) -> Decision | None:
    """Choose again by the same order as for every inquiry; None where the lead stays with its owner.

    It stays where no colleague knows the organisation or the colleague takes no new leads, and once a consultant has
    acted on it. Locks routing and then the lead, as receiving an inquiry does, so the caller locks no lead before.
    """
    unlocked = Lead.objects.unmerged_for(inquiry.lead_id or 0).first()
    if unlocked is None or not inquiries.is_as_chosen(unlocked, inquiry):
        return None
    RoutingLock.objects.take()
    roster = consultants.roster_without_leavers(at)
    rules = active.rules(at)
    lead = locks.lock(unlocked.pk)
    organisation_to = answering.owner_of_organisation(organisation, rules, at)
    if organisation_to is None or not inquiries.is_as_chosen(lead, inquiry):
        return None
    asked = topics.topics_of(lead.phone, organisation) | topics.topics_asked(unlocked)
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
    """Give a locked lead to the colleague who knows its organisation, and correct the texts sent before.

    The promised instant stays if the colleague is on duty then; else it moves to the colleague's duty.
    """
    roster = {person.consultant.pk: person for person in consultants.roster(at)}
    desk, before, previous = roster[decision.consultant_id], undo.remember([lead]), lead.owner
    caller = consultants.in_charge(lead.owner_id, at)
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
    hand_overs.one(lead, to=desk.consultant, was=previous, by=None, at=at)
    if caller is None or caller.consultant.pk != desk.consultant.pk:
        with language.of_the_site():
            notices.post(*_messages(lead, inquiry, caller.consultant if caller else None, at), at=at)


def lock_inquiry(action: Action) -> None:
    """Lock the inquiry of a second choice about to be undone, before its lead, as a visitor's second step does."""
    list(Inquiry.objects.select_for_update(no_key=True).filter(lead__in=action.leads.values("lead")).order_by("pk"))


def revert(action: Action, *, at: datetime) -> None:
    """Undo the rest of a second choice, whose lead is restored already: its promise, its plan and its texts.

    Texts that were not sent yet are cancelled, and those they replaced wait again. Where one was sent, or a replaced
    one is too old by now, the owner is told of the lead again; the visitor gets no third text and sees it on the page
    of the inquiry.
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
    none_sent = outbox.withdraw(*corrections.values_list("dedupe_key", flat=True))
    if not none_sent or outbox.put_back(replaced, at=at):
        with language.of_the_site():
            notices.post(notices.assigned(lead, f"inquiry:{inquiry.number}:undone", at), at=at)


def _messages(lead: Lead, inquiry: Inquiry, earlier: Consultant | None, at: datetime) -> list[Draft]:
    """The colleague's notice, and corrections of the first texts; one that was not sent yet is replaced instead.

    `earlier` is the consultant who was told first. A visitor who got no confirmation gets no corrected one.
    """
    owner, organisation = lead.owner, lead.organisation
    if owner is None or organisation is None:
        return []
    confirmation, notice = f"inquiry:{inquiry.number}:received", f"inquiry:{inquiry.number}:assigned"
    was_confirmed = Message.objects.filter(dedupe_key=confirmation).exists()
    confirmation_unsent, notice_unsent = outbox.withdraw(confirmation), outbox.withdraw(notice)
    drafts = [notices.assigned(lead, _again_key(inquiry, "inquiry_assigned"), at)]
    if was_confirmed:
        template = "inquiry_received" if confirmation_unsent else "inquiry_own_consultant"
        due_at, key = lead.next_step_at or lead.response_due_at, _again_key(inquiry, template)
        drafts.append(to_visitor(template, inquiry, lead, owner, by=due_at, key=key, at=at))
    if earlier is not None and not notice_unsent:
        to, key = recipients.number_for(earlier, at), _again_key(inquiry, "inquiry_went_on")
        context = {"name": inquiry.name, "organisation": organisation.name, "consultant": owner.name}
        drafts.append(notices.draft(lead, "inquiry_went_on", to=to, context=context, key=key, at=at))
    return drafts


def _again_key(inquiry: Inquiry, template: str) -> str:
    """The dedupe key of a text about the second choice."""
    return f"inquiry:{inquiry.number}:again:{template}"
