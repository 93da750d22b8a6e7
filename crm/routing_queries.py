"""What the choice of a consultant needs to read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from consultants.queries import OnRoster
from crm.models import Lead
from crm.rules.routing import Candidate
from crm.rules.stages import OPEN

# An old lead that stands still does not make a desk heavy; and a bounded count stays fast.
LIGHTNESS_DAYS = 30
# The one lock of this room that belongs to no row: who chooses a consultant reads the desks alone, until she commits.
TURN = 0x726F757465
TAKE_TURN = "SELECT pg_advisory_xact_lock(%s)"

# What the visitor's transaction has to know is one question, written out: compiling it anew each time cost more than
# asking. The stages stand in the text, because only so does PostgreSQL see that a partial index answers.
IS_OPEN = f"stage IN ({', '.join(repr(stage.value) for stage in OPEN)})"
COLUMNS = [field.attname for field in Lead._meta.concrete_fields]  # noqa: SLF001  (public API)
SITUATION = f"""
    SELECT nextval('crm_lead_id_seq'), desks.by_owner, known.*
    FROM (
        SELECT json_object_agg(who.id, json_build_array(
            coalesce(lately.leads, 0),
            (SELECT max(asked_at) FROM crm_lead WHERE owner_id = who.id)
        )) AS by_owner
        FROM unnest(%s::bigint[]) AS who (id)
        LEFT JOIN (
            SELECT owner_id, count(*) AS leads FROM crm_lead
            WHERE {IS_OPEN} AND asked_at >= %s AND owner_id IS NOT NULL GROUP BY owner_id
        ) AS lately ON lately.owner_id = who.id
    ) AS desks
    LEFT JOIN LATERAL (
        SELECT (SELECT count(*) FROM crm_inquiry WHERE lead_id = crm_lead.id AND asked_at > %s), {", ".join(COLUMNS)}
        FROM crm_lead WHERE phone = %s ORDER BY {IS_OPEN} DESC, asked_at DESC LIMIT 1 FOR UPDATE
    ) AS known ON true
"""  # noqa: S608  (our own names)


@dataclass(frozen=True, slots=True)
class Load:
    """What lies on one desk: open leads of the last weeks, and when the latest lead of any kind came."""

    open_lately: int = 0
    latest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What an inquiry meets: the key a new lead would get, the load of each desk, and whether the number is known.

    `known` is the number's open lead, else its latest one, locked until the transaction ends; `recent_inquiries` is
    how often it asked lately.
    """

    new_lead_id: int
    loads: Mapping[int, Load]
    recent_inquiries: int
    known: Lead | None


def situation(phone: str, roster: Collection[OnRoster], *, at: datetime, recently: timedelta) -> Situation:
    """Read what routing needs for an inquiry of this number: one lock, then one question.

    The lock holds until the transaction ends, so that of a hundred inquiries each sees what the one before was given.
    It is a statement of its own because a statement sees the rows as they were when it began.
    """
    owners = [one.consultant.pk for one in roster]
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, [TURN])
        cursor.execute(SITUATION, [owners, at - timedelta(days=LIGHTNESS_DAYS), at - recently, phone])
        new_lead_id, desks, recent, *lead = cursor.fetchone()
    known = Lead.from_db(connection.alias, COLUMNS, lead) if lead[0] else None
    loads = {int(owner): _load(*told) for owner, told in (desks or {}).items()}
    return Situation(new_lead_id, loads, recent or 0, known)


def candidates(roster: Collection[OnRoster], loads: Mapping[int, Load], at: datetime) -> list[Candidate]:
    """The consultants of the roster as routing sees them: on duty or not, and how much lies on each desk."""
    return [
        Candidate(
            consultant_id=card.consultant.pk,
            position=card.consultant.position,
            open_leads=load.open_lately,
            latest_at=load.latest_at,
            is_on_duty=card.is_on_duty,
            next_on_duty_at=card.next_from,
        )
        for card in (one.card(at) for one in roster)
        for load in (loads.get(card.consultant.pk, Load()),)
    ]


def _load(open_lately: int, latest: str | None) -> Load:
    return Load(open_lately, datetime.fromisoformat(latest) if latest else None)
