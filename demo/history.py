"""Half a year of leads, played event by event in the order in which they would have happened."""

import heapq
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from django.db.models import F

from accounts.models import User
from content.models import ArticlePage
from crm.cadences.models import PlanStep
from crm.cadences.services import steps
from crm.intake.models import Inquiry
from crm.intake.rules.asked import Asked
from crm.intake.services import details, inquiries, replies
from crm.leads.models import Lead
from crm.leads.rules.outcomes import Outcome
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import Stage
from crm.leads.services import leads
from crm.routing.queries.answering import duty_card
from demo import plans, words
from demo.messages import delivered
from demo.offer import DEDICATED_CLIENT
from enrollment.classes.models import ClassSession
from enrollment.seats.errors import ClientOnly, NotEnoughSeats
from enrollment.seats.services import registrations
from kit import clock, phones
from messaging.models import Reply

SEED = 20190801
LEADS = 300
DAYS = 182
WAITING_NOW = 5
# Organisations book up to three months ahead.
LOOKS_AHEAD_DAYS = 70

# How likely each consultant's leads go all the way; the report shows the difference.
SKILL = {"zhong": 0.26, "qian": 0.21, "liu": 0.16}
# Some leads are called days later, so that the follow-up plan has something to do; who gets a text may answer it.
LEFT_ALONE, ANSWERS = 0.3, 0.35
KNOWN_TO_A_COLLEAGUE = 0.1
SETTLED_BEFORE = timedelta(days=9)


@dataclass(order=True)
class Event:
    """Something that happens at an instant; `number` keeps equal instants in order."""

    at: datetime
    number: int
    act: Callable[[datetime], None] = field(compare=False)


class PastLeads:
    """Draws leads and plays their events; whatever would lie in the future does not happen yet."""

    def __init__(self, now: datetime, sessions: list[ClassSession]) -> None:
        """Seed the generator and plan when visitors ask."""
        self.random = Random(SEED)  # noqa: S311  (invented data, not a secret)
        self.luck = Random(SEED + 1)  # noqa: S311  (likewise)
        self.now = now
        self.sessions = sessions
        self.articles = list(ArticlePage.objects.live().order_by("pk"))
        self.events: list[Event] = []
        self.numbers = count()
        for number in range(LEADS - WAITING_NOW):
            self._at(self._arrival(number), self._ask(number))
        self._at(now - timedelta(days=45), self._commission)
        self._at(now - timedelta(days=plans.MEASURED_DAYS), plans.measure)
        for number in range(WAITING_NOW):
            self._at(now - timedelta(minutes=3 + 6 * number), self._ask(LEADS - WAITING_NOW + number, waits=True))

    def _commission(self, at: datetime) -> None:
        """One organisation orders a class of its own, by telephone."""
        asked = Asked(
            name="罗部长",
            phone=phones.parse("19900002000"),
            head_count=96,
            submission_key=uuid.uuid5(uuid.NAMESPACE_OID, "demo-commission"),
            source=Source.HOTLINE,
            consent_version="demo",
        )
        inquiry = inquiries.receive(asked, at=at)
        details.add(inquiry.pk, theme="企业管理", organisation_name=DEDICATED_CLIENT, at=at)
        lead = inquiry.lead
        if lead is not None:
            leads.log_call(lead.pk, outcome=Outcome.WANTS_PROPOSAL, by=_user(lead), at=at + timedelta(minutes=6))
            self._at(at + timedelta(days=1), self._propose(lead, wins=True))

    def play(self) -> None:
        """Play every event up to now."""
        plans.begin()
        while self.events:
            event = heapq.heappop(self.events)
            if event.at <= self.now:
                event.act(event.at)

    def _at(self, at: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self.events, Event(at, next(self.numbers), act))

    def _arrival(self, number: int) -> datetime:
        """Busier of late, on working days, around ten and four."""
        share = (number / LEADS) ** 0.85
        day = clock.local(self.now).date() - timedelta(days=round(DAYS * (1 - share)))
        if day.weekday() > 4 and self.random.random() < 0.6:  # noqa: PLR2004  (weekend)
            day -= timedelta(days=2)
        hour = self.random.choice([8, 9, 9, 10, 10, 10, 11, 14, 15, 15, 16, 16, 16, 17, 19, 20, 22])
        asked_at = clock.instant(day, time(hour, self.random.randrange(60)))
        # Only the waiting ones are younger than an hour and a half.
        return min(asked_at, self.now - timedelta(minutes=95 + self.random.randrange(200)))

    def _ask(self, number: int, *, waits: bool = False) -> Callable[[datetime], None]:
        source = self.random.choice(words.SOURCES)
        article = self.random.choice(self.articles[:12]) if self.articles and source == Source.ARTICLE else None
        head_count = self.random.choice([1, 20, 24, 28, 30, 30, 36, 36, 40, 45, 50, 60])
        asked = Asked(
            name=self.random.choice(words.SURNAMES) + self.random.choice(words.TITLES),
            phone=phones.parse(f"1990000{number + 1000:04d}"),
            head_count=head_count,
            submission_key=uuid.uuid5(uuid.NAMESPACE_OID, f"demo-{number}"),
            source=source,
            consent_version="demo",
            page_id=article.pk if article else None,
            page_title=article.title if article else "",
        )

        def act(at: datetime) -> None:
            # Those who wait at this moment asked on a page, beside the number of the consultant on duty.
            card = duty_card(at) if waits else None
            shown = card.consultant.pk if card else None
            inquiry = inquiries.receive(replace(asked, shown_consultant_id=shown), at=at)
            if self.random.random() < 0.8:  # noqa: PLR2004  (most visitors take the second step)
                self._at(at + timedelta(minutes=1), self._add_details(inquiry))
            if not waits and inquiry.lead is not None:
                self._first_call(inquiry.lead, at)
                self._watch(inquiry.lead)

        return act

    def _add_details(self, inquiry: Inquiry) -> Callable[[datetime], None]:
        organisation = words.invented_organisation(self.random)
        theme, month = self.random.choice(words.THEMES), self.random.choice(words.MONTHS)
        remarks = self.random.choice(words.REMARKS) if self.random.random() < 0.5 else ""  # noqa: PLR2004  (every other)

        def act(at: datetime) -> None:
            delivered(inquiry, at)
            unit = self._unknown_to_others(inquiry, organisation)
            details.add(inquiry.pk, theme=theme, month=month, organisation_name=unit, remarks=remarks, at=at)

        return act

    def _unknown_to_others(self, inquiry: Inquiry, unit: str) -> str:
        """Few visitors are of an organisation that a colleague knows already."""
        lead = Lead.objects.get(inquiries=inquiry)
        others = Lead.objects.filter(organisation__isnull=False, owner__isnull=False).exclude(owner=lead.owner_id)
        taken = set(others.values_list("organisation__name", flat=True))
        while unit in taken and self.luck.random() > KNOWN_TO_A_COLLEAGUE:
            unit = words.invented_organisation(self.luck)
        return unit

    def _first_call(self, lead: Lead, asked_at: datetime) -> None:
        """Most calls come within the promise, some are late."""
        due_at = lead.response_due_at
        waited = due_at - asked_at
        if self.random.random() < 0.92:  # noqa: PLR2004  (the share of promises kept)
            called_at = asked_at + max(timedelta(minutes=1), waited - timedelta(minutes=self.random.randrange(1, 9)))
        else:
            called_at = due_at + timedelta(minutes=self.random.randrange(3, 90))
        if asked_at < self.now - SETTLED_BEFORE and self.luck.random() < LEFT_ALONE:
            called_at += timedelta(days=self.luck.randrange(1, 7), minutes=self.luck.randrange(240))
        self._at(called_at, self._call(lead, tries=0))

    def _watch(self, lead: Lead) -> None:
        """Wait for the coming step of a lead's follow-up plan."""
        step = PlanStep.objects.planned().filter(run__lead=lead).first()
        if step is not None:
            self._at(step.due_at, self._follow_up(lead))

    def _follow_up(self, lead: Lead) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            if not steps.take_due(at):
                self._watch(lead)
                return
            plans.deliver(at)
            texted = PlanStep.objects.filter(run__lead=lead, act="text", settled_at=at, state="done")
            if texted.exists() and self.luck.random() < ANSWERS:
                self._at(at + timedelta(minutes=self.luck.randrange(4, 200)), self._answer(lead))
            self._watch(lead)

        return act

    def _answer(self, lead: Lead) -> Callable[[datetime], None]:
        answer = self.luck.choice(words.ANSWER_WORDS)

        def act(at: datetime) -> None:
            reply = Reply.objects.create(
                provider_sid=f"demo-reply-{lead.pk}-{at:%m%d%H%M}", from_number=lead.phone, body=answer, heard_at=at
            )
            Reply.objects.filter(pk=reply.pk).update(received_at=at)
            replies.take(reply, is_refusal=False, at=at)

        return act

    def _call(self, lead: Lead, *, tries: int) -> Callable[[datetime], None]:
        luck = self.random.random()
        no_answer_again = 3

        def act(at: datetime) -> None:
            by = _user(lead)
            if luck < 0.09 and tries < no_answer_again:  # noqa: PLR2004  (one call in eleven is not answered)
                leads.log_call(lead.pk, outcome=Outcome.NO_ANSWER, by=by, at=at)
                self._at(at + timedelta(hours=2), self._call(lead, tries=tries + 1))
            elif luck < 0.11:  # noqa: PLR2004  (a few numbers are wrong)
                leads.log_call(lead.pk, outcome=Outcome.WRONG_NUMBER, by=by, at=at)
            else:
                self._talk(lead, at)

        return act

    def _talk(self, lead: Lead, at: datetime) -> None:
        outcome = self.random.choice(
            [Outcome.INTERESTED, Outcome.WANTS_PROPOSAL, Outcome.WANTS_PROPOSAL, Outcome.CALL_BACK]
        )
        leads.log_call(lead.pk, outcome=outcome, by=_user(lead), note=self.random.choice(words.NOTES), at=at)
        wins = self.random.random() < SKILL[lead.owner.user.username] * 0.9 if lead.owner and lead.owner.user else False
        if outcome == Outcome.CALL_BACK and not wins:
            self._at(at + timedelta(days=self.random.randrange(2, 20)), self._lose(lead))
        else:
            self._at(at + timedelta(days=self.random.randrange(1, 5)), self._propose(lead, wins=wins))

    def _propose(self, lead: Lead, *, wins: bool) -> Callable[[datetime], None]:
        goes_quiet = self.random.random()

        def act(at: datetime) -> None:
            if not wins and goes_quiet < 0.4:  # noqa: PLR2004  (some never want to see a proposal)
                self._at(at + timedelta(days=self.random.randrange(3, 25)), self._lose(lead))
                self._plan(lead, at)
                return
            leads.advance(lead.pk, to=Stage.PROPOSED, by=_user(lead), at=at)
            self._plan(lead, at)
            later = at + timedelta(days=self.random.randrange(4, 30))
            self._at(later, self._enrol(lead) if wins else self._lose(lead))

        return act

    def _plan(self, lead: Lead, at: datetime) -> None:
        """The next call lies a few days off; some of the present ones fall due today, a few are late."""
        due_at = clock.instant(clock.local(at).date() + timedelta(days=self.random.randrange(9, 30)), time(9, 30))
        leads.plan_call(lead.pk, due_at=due_at, note="回访：方案意见", by=_user(lead), at=at)

    def _enrol(self, lead: Lead) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            on = clock.local(at).date()
            for session in self._fitting(lead, on):
                try:
                    registrations.open_for(
                        lead.pk, session_id=session.pk, seats=lead.head_count or 1, by=_user(lead), at=at
                    )
                except (ClientOnly, NotEnoughSeats):
                    continue
                return
            leads.advance(lead.pk, to=Stage.LOST, lost_reason="没有合适的班期", by=_user(lead), at=at)

        return act

    def _fitting(self, lead: Lead, on: date) -> list[ClassSession]:
        """Classes far enough ahead; whether the group fits is checked on registering."""
        full = ClassSession.objects.filter(seats_taken__gt=F("capacity") - (lead.head_count or 1))
        closed = set(full.values_list("pk", flat=True))
        lead = Lead.objects.get(pk=lead.pk)
        if own := [one for one in self.sessions if one.client_id and one.client_id == lead.organisation_id]:
            return own
        soon, late = on + timedelta(days=3), on + timedelta(days=LOOKS_AHEAD_DAYS)
        return [one for one in self.sessions if soon < one.starts_on <= late and one.pk not in closed]

    def _lose(self, lead: Lead) -> Callable[[datetime], None]:
        reason = self.random.choice(words.LOST)

        def act(at: datetime) -> None:
            leads.advance(lead.pk, to=Stage.LOST, lost_reason=reason, by=_user(lead), at=at)

        return act


def _user(lead: Lead) -> User | None:
    """The present owner."""
    lead.refresh_from_db(fields=["owner"])
    return lead.owner.user if lead.owner else None
