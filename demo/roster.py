"""The demo centre's roster: holidays planned, leave taken and asked for, a swap, a pause, limits and specialities."""

from datetime import datetime, timedelta

from accounts.models import User
from consultants.models import Consultant
from consultants.services import days, leaves, people, swaps
from kit import clock, holidays
from kit.holidays import DayKind

PAST_DAYS, COMING_DAYS = 190, 75
SATURDAY, MONDAY = 5, 0
# Username, open leads and new leads a day at most, specialities.
EQUIPMENT = [
    ("zhong", 80, 8, ["programme:party-spirit-5", "programme:young-cadres-7", "region:江西", "kind:party-government"]),
    ("qian", 80, 10, ["programme:state-firms-6", "region:湖北", "region:湖南", "kind:state-owned"]),
    ("liu", 60, None, ["programme:campus-4", "region:广东", "kind:school"]),
]


def build(now: datetime, users: dict[str, User]) -> None:
    """What decides who answered in the past, and the holidays ahead, through the app's own services."""
    team = _team()
    _holidays(now, list(team.values()), users["manager"])
    _leave(now, team, users["manager"])


def open_today(now: datetime, users: dict[str, User]) -> None:
    """Today's roster, once the history has been played."""
    team = _team()
    for username, most, daily, slugs in EQUIPMENT:
        pk = team[username].pk
        people.equip(pk, open_leads_at_most=most, new_leads_a_day_at_most=daily, specialities=slugs)
    _swap(now, team)
    paused_at = now - timedelta(days=9)
    until = paused_at + timedelta(hours=3)
    people.pause(team["qian"].pk, until=until, reason="接待考察团", by=users["manager"], at=paused_at)


def _team() -> dict[str, Consultant]:
    return {one.user.username: one for one in Consultant.objects.select_related("user") if one.user}


def _holidays(now: datetime, team: list[Consultant], manager: User) -> None:
    """On statutory holidays one of the three answers, planned ten days before; the last one ahead is still open."""
    today = clock.local(now).date()
    off = [
        on
        for offset in range(-PAST_DAYS, COMING_DAYS)
        if holidays.kind_of(on := today + timedelta(days=offset)) is DayKind.HOLIDAY
    ]
    for number, on in enumerate(off):
        planned_at = min(now, clock.start_of(on) - timedelta(days=10))
        days.set_hours(team[number % len(team)].pk, on=on, hours_text="08:00-20:00", by=manager, at=planned_at)


def _leave(now: datetime, team: dict[str, Consultant], manager: User) -> None:
    """One leave is over, one is asked for."""
    taken = clock.start_of(clock.local(now).date() - timedelta(days=33))
    cover = team["zhong"]
    past = leaves.request(
        team["liu"].pk, starts_at=taken, ends_at=taken + timedelta(days=3), cover=cover, reason="年休假"
    )
    leaves.confirm(past.pk, by=manager, at=taken - timedelta(days=5))
    coming = clock.start_of(clock.local(now).date() + timedelta(days=16))
    leaves.request(
        team["qian"].pk, starts_at=coming, ends_at=coming + timedelta(days=2), cover=team["liu"], reason="探亲"
    )


def _swap(now: datetime, team: dict[str, Consultant]) -> None:
    """刘老师 would like a free Saturday for a Monday; an open evening and an empty Sunday wait for the manager."""
    ahead = [clock.local(now).date() + timedelta(days=offset) for offset in range(3, 24)]
    plain = [on for on in ahead if holidays.kind_of(on) in {DayKind.WORKING, DayKind.WEEKEND}]
    saturday = next(on for on in plain if on.weekday() == SATURDAY)
    monday = next(on for on in plain if on.weekday() == MONDAY and on > saturday)
    swaps.propose(team["liu"].pk, colleague=team["zhong"], gives_on=saturday, takes_on=monday, at=now)
    days.set_hours(
        team["zhong"].pk, on=monday + timedelta(days=1), hours_text="08:00-18:00 19:00-21:00", by=None, at=now
    )
    sunday = saturday + timedelta(days=8)
    for username in ("qian", "liu"):
        days.set_hours(team[username].pk, on=sunday, hours_text="", by=None, at=now)
