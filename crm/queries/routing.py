"""What the choice of a consultant needs to read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, Self

import orjson
from django.db import connection
from django.db.models import Count, Q

from catalog.models import Programme
from consultants import queries as consultants
from consultants.models import Consultant
from consultants.queries import ROSTER_SECONDS, OnRoster
from consultants.rules import duty
from crm.models import Activity, Inquiry, Kind, Lead, Organisation, RoutingRuleSet
from crm.rules import identity, regions
from crm.rules.routing import BEFORE_RULES, Candidate, Reason, Skip
from crm.rules.routing_rules import NO_RULES, ORGANISATION_DAYS, RuleSet
from crm.rules.stages import OPEN, Stage
from crm.rules.trace import Trace
from kit import arrays, clock, phones

# An old lead that stands still does not make a desk heavy; and a bounded count stays fast.
LIGHTNESS_DAYS = 30
# A desk with so many is full of work; whether it has a few more is not worth counting them for every visitor.
LIGHTNESS_COUNTS_TO = 50
# The one lock of this room that belongs to no row: who chooses a consultant reads the desks alone, until she commits.
TURN = 0x726F757465
# The question below is planned once a connection: left alone PostgreSQL plans it at each asking, for almost as long as
# it takes to answer. And never with a bitmap, which seems cheap after some thousand changes: it looks at every entry
# before the limit counts, and clears none of the dead ones away as an index scan does. The question sets both back
# itself, so that nothing else in the transaction is planned blindly.
TAKE_TURN = """
    SELECT pg_advisory_xact_lock(%s),
        set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_bitmapscan', 'off', true)
"""
SET_BACK = "set_config('plan_cache_mode', 'auto', true), set_config('enable_bitmapscan', 'on', true)"

# What the visitor's transaction has to know is one question, written out: compiling it anew each time cost more than
# asking. The stages stand in the text, because only so does PostgreSQL see that a partial index answers.
IS_OPEN = f"stage IN ({', '.join(repr(stage.value) for stage in OPEN)})"
COLUMNS = [field.attname for field in Lead._meta.concrete_fields]  # noqa: SLF001  (public API)
SITUATION = f"""
    SELECT asked.n, {SET_BACK}, (
        SELECT json_object_agg(who.id, json_build_array(
            (SELECT count(*) FROM (
                SELECT FROM crm_lead WHERE owner_id = who.id AND {IS_OPEN} AND asked_at >= %s
                LIMIT {LIGHTNESS_COUNTS_TO}
            ) AS counted),
            (SELECT asked_at FROM crm_lead WHERE owner_id = who.id ORDER BY asked_at DESC, id LIMIT 1),
            (SELECT count(*) FROM (
                SELECT FROM crm_lead WHERE owner_id = who.id AND {IS_OPEN} LIMIT who.open_at_most
            ) AS counted),
            (SELECT count(*) FROM (
                SELECT FROM crm_lead WHERE owner_id = who.id AND asked_at >= %s
                ORDER BY asked_at DESC, id LIMIT who.today_at_most
            ) AS counted)
        ))::text
        FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS who (id, open_at_most, today_at_most)
    ), nextval('crm_lead_id_seq'), nextval('crm_inquiry_id_seq'), (
        SELECT lead.owner_id FROM crm_lead AS lead JOIN crm_organisation ON crm_organisation.id = lead.organisation_id
        WHERE crm_organisation.key = asked.organisation AND lead.last_asked_at >= %s AND lead.owner_id IS NOT NULL
        ORDER BY lead.last_asked_at DESC LIMIT 1
    ), known.*
    FROM (
        SELECT n, organisation, (
            SELECT id FROM crm_lead WHERE crm_lead.phone = said.phone ORDER BY {IS_OPEN} DESC, asked_at DESC LIMIT 1
        ) AS lead_id
        FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS said (phone, organisation, n) ORDER BY lead_id
    ) AS asked
    LEFT JOIN LATERAL (
        SELECT (SELECT count(*) FROM crm_inquiry WHERE lead_id = crm_lead.id AND asked_at > %s), {", ".join(COLUMNS)}
        FROM crm_lead WHERE id = asked.lead_id FOR UPDATE
    ) AS known ON true
"""  # noqa: S608  (our own names)


class Load(NamedTuple):
    """What lies on one desk: open leads of the last weeks, up to fifty, and when the latest lead of any kind came.

    `open_ones` and `new_today` are counted up to her own limit, and not at all without one.
    """

    open_lately: int = 0
    latest_at: datetime | None = None
    open_ones: int = 0
    new_today: int = 0

    def and_one_more(self, asked_at: datetime, at: datetime) -> Self:
        """With an open lead asked at `asked_at` that was put on this desk just now, as the question would count it."""
        return type(self)(
            min(self.open_lately + (asked_at >= at - timedelta(days=LIGHTNESS_DAYS)), LIGHTNESS_COUNTS_TO),
            max(asked_at, self.latest_at or asked_at),
            self.open_ones + 1,
            self.new_today + (asked_at >= clock.start_of(clock.local(at).date())),
        )


# What lies on a desk the question did not tell of.
NOTHING = Load()


@dataclass(frozen=True, slots=True)
class Situation:
    """What an inquiry meets: its key and a new lead's, the load of each desk, and whether the number is known.

    `known` is the number's open lead, else its latest one, locked until the transaction ends; `recent_inquiries` is
    how often it asked lately; `organisation_to` is whose the organisation's latest lead is.
    """

    new_lead_id: int
    new_inquiry_id: int
    loads: Mapping[int, Load]
    organisation_to: int | None
    recent_inquiries: int
    known: Lead | None


def take_turn() -> None:
    """Wait until nobody else is choosing a consultant; the turn lasts until the transaction ends.

    So of a hundred inquiries each sees what the one before was given. It is a statement of its own because a statement
    sees the rows as they were when it began.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, [TURN])
        cursor.fetchone()


def situations(
    asking: Sequence[tuple[str, str]],
    roster: Collection[OnRoster],
    *,
    at: datetime,
    recently: timedelta,
    organisation_days: int = ORGANISATION_DAYS,
) -> list[Situation]:
    """Read what routing needs for inquiries of these numbers and organisations, in one question after `take_turn`.

    Known leads are locked in the order of their keys, as everywhere in this room.
    """
    said: list[Any] = [
        at - timedelta(days=LIGHTNESS_DAYS),
        clock.start_of(clock.local(at).date()),
        arrays.of_numbers(one.consultant.id for one in roster),
        arrays.of_numbers(one.open_leads_at_most or 0 for one in roster),
        arrays.of_numbers(one.new_leads_a_day_at_most or 0 for one in roster),
        at - timedelta(days=organisation_days),
        arrays.of_texts(phone for phone, _organisation in asking),
        arrays.of_texts(Organisation.key_of(organisation) if organisation else "" for _phone, organisation in asking),
        at - recently,
    ]
    with connection.cursor() as cursor:
        cursor.execute(SITUATION, said)
        rows = sorted(cursor.fetchall(), key=itemgetter(0))
    loads = _loads(rows[0][3])
    return [_situation(loads, row) for row in rows]


def situation(
    phone: str,
    roster: Collection[OnRoster],
    *,
    at: datetime,
    recently: timedelta,
    organisation: str = "",
    organisation_days: int = ORGANISATION_DAYS,
) -> Situation:
    """Take the turn, and read the same for one inquiry."""
    take_turn()
    asking = [(phone, organisation)]
    return situations(asking, roster, at=at, recently=recently, organisation_days=organisation_days)[0]


def _situation(loads: Mapping[int, Load], row: Sequence[Any]) -> Situation:
    _n, _mode, _bitmap, _desks, lead_id, inquiry_id, organisation_to, recent, *lead = row
    known = Lead.from_db(connection.alias, COLUMNS, lead) if lead[0] else None
    return Situation(lead_id, inquiry_id, loads, organisation_to, recent or 0, known)


def _loads(desks: str | None) -> dict[int, Load]:
    return {int(owner): _load(*told) for owner, told in orjson.loads(desks or "{}").items()}


def candidates(roster: Collection[OnRoster], loads: Mapping[int, Load], at: datetime) -> list[Candidate]:
    """The consultants of the roster as routing sees them: on duty or not, and how much lies on each desk."""
    at = clock.local(at)  # as the roster's own instants are: those of one zone are compared four times as fast
    return [_candidate(one, loads.get(one.consultant.id, NOTHING), at) for one in roster]


class Desks:
    """The desks as a company of inquiries finds them, and as each leaves them to the next."""

    def __init__(self, roster: Collection[OnRoster], loads: Mapping[int, Load], at: datetime) -> None:
        """As they were read at an instant."""
        self._roster = {one.consultant.id: one for one in roster}
        self._loads, self._at = dict(loads), clock.local(at)
        self._candidates = {one.consultant_id: one for one in candidates(roster, loads, at)}

    @property
    def candidates(self) -> Collection[Candidate]:
        """The consultants as routing sees them now."""
        return self._candidates.values()

    def put(self, lead: Lead, consultant_id: int) -> None:
        """One more open lead lies on a desk, as the question would count it."""
        load = self._loads.get(consultant_id, NOTHING)
        self._loads[consultant_id] = load = load.and_one_more(lead.asked_at, self._at)
        self._candidates[consultant_id] = _candidate(self._roster[consultant_id], load, self._at)


def rules(at: datetime) -> RuleSet:
    """The rules that hold, read like the roster: once in ten seconds of one process."""
    return _rules(int(at.timestamp()) // ROSTER_SECONDS)


def forget_rules() -> None:
    """Read the rules again at the next question."""
    _rules.cache_clear()
    _version.cache_clear()


@lru_cache(maxsize=2)
def _rules(_moment: int) -> RuleSet:
    found = RoutingRuleSet.objects.active().values_list("pk", flat=True).first()
    return _version(found) if found else NO_RULES


@lru_cache(maxsize=2)
def _version(pk: int) -> RuleSet:
    """A version never changes, so its rules are made out once."""
    return RoutingRuleSet.objects.get(pk=pk).as_rules


def topics(phone: str, organisation: str, programme: str = "") -> frozenset[str]:
    """What an inquiry is about, as specialities name it: place of the number, organisation, programme."""
    found = regions.topics_of(phones.place(phone))
    if programme:
        found |= {f"programme:{programme}"}
    if organisation:
        kind = identity.kind_of(organisation)
        found |= regions.topics_of(organisation) | ({f"kind:{kind.value}"} if kind else frozenset())
    return found


def programmes() -> list[tuple[str, str]]:
    """The programmes on offer, by the slug that topics carry."""
    return list(Programme.objects.active().values_list("slug", "title"))


# What a consultant can be good at, by kind of topic: values with what people call them.
TOPICS: dict[str, Callable[[], Sequence[tuple[str, str]]]] = {
    "programme": programmes,
    "region": lambda: [(name, name) for name in regions.PROVINCES],
    "kind": lambda: [(one.value, str(one.label)) for one in identity.OrganisationKind],
}


def topics_asked(lead: Lead) -> frozenset[str]:
    """What the first choice knew the lead's inquiry to be about."""
    return Trace.read(lead.routing_trace).topics


def is_as_chosen(lead: Lead, inquiry: Inquiry) -> bool:
    """Whether a lead still lies where the house put it when this inquiry opened it, and nobody has acted on it.

    Not so where person, organisation or telephone decided: what comes before any rule stands.
    """
    stands = (
        lead.asked_at == inquiry.asked_at
        and lead.stage == Stage.NEW
        and lead.first_response_at is None
        and lead.owner_id is not None
        and lead.backup_id is None
        and lead.routing_reason not in BEFORE_RULES
    )
    if not stands:
        return False
    told = Activity.objects.filter(lead=lead).aggregate(
        acts=Count("pk", filter=Q(actor__isnull=False) | Q(kind=Kind.CALLED)),
        moves=Count("pk", filter=Q(kind__in=(Kind.ASSIGNED, Kind.POOLED))),
    )
    return told == {"acts": 0, "moves": 1}


def moved_from(lead: Lead) -> str:
    """Whose the lead was before the house gave it to the consultant of its organisation; empty for any other lead."""
    latest = Activity.objects.filter(lead=lead, kind=Kind.ASSIGNED).order_by("-pk").values_list("data", flat=True)
    told = latest.first() or {}
    return str(told.get("from", "")) if told.get("reason") == Reason.ORGANISATION else ""


def colleague_of_organisation(lead: Lead, at: datetime) -> Lead | None:
    """The latest lead of the same organisation that lies on another desk; None when there is none lately."""
    since = at - timedelta(days=rules(at).organisation_days)
    others = Lead.objects.filter(organisation=lead.organisation_id, last_asked_at__gte=since, owner__is_active=True)
    return others.exclude(owner=lead.owner_id).select_related("owner").order_by("-last_asked_at").first()


def who_calls(lead: Lead, at: datetime) -> Consultant | None:
    """Whom the visitor talks to: her consultant, or the colleague who covers for her; None for a lead in the pool."""
    if lead.owner_id is None:
        return None
    desk = consultants.in_charge({one.consultant.pk: one for one in consultants.roster(at)}, lead.owner_id, at)
    return desk.consultant if desk else lead.owner


def _candidate(one: OnRoster, load: Load, at: datetime) -> Candidate:
    is_on_duty, then = duty.stands(one.coming, at)
    return Candidate(
        consultant_id=one.consultant.id,
        position=one.consultant.position,
        open_leads=load.open_lately,
        is_on_duty=is_on_duty,
        next_on_duty_at=None if is_on_duty else then,
        latest_at=load.latest_at,
        name=one.consultant.name,
        obstacle=_obstacle(one, load, at),
        topics=one.specialities,
    )


def _obstacle(one: OnRoster, load: Load, at: datetime) -> Skip | None:
    if one.absences and one.leave(at):
        return Skip.ON_LEAVE
    if one.paused_until is not None and at < one.paused_until:
        return Skip.PAUSED
    if one.open_leads_at_most is not None and load.open_ones >= one.open_leads_at_most:
        return Skip.FULL
    if one.new_leads_a_day_at_most is not None and load.new_today >= one.new_leads_a_day_at_most:
        return Skip.FULL_TODAY
    return None


def _load(open_lately: int, latest: str | None, open_ones: int, new_today: int) -> Load:
    return Load(open_lately, datetime.fromisoformat(latest) if latest else None, open_ones, new_today)
