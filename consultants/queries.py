"""Who answers, and when: one reading of the roster for the pages and for routing alike."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from consultants.models import Consultant
from consultants.rules import duty
from consultants.rules.duty import Absence, Window
from kit.clock import SHANGHAI

# One reading serves this many seconds of one process, so that routing costs no statement and no arithmetic of its own;
# a change of the roster is seen that much later, by the hotline bar and by routing together.
ROSTER_SECONDS = 10


@dataclass(frozen=True, slots=True)
class DutyCard:
    """One consultant and whether she can answer now.

    `until` is the end of her present duty; `next_from` the beginning of her next one when she is off duty.
    """

    consultant: Consultant
    is_on_duty: bool
    until: datetime | None
    next_from: datetime | None


@dataclass(frozen=True, slots=True)
class OnRoster:
    """A consultant as routing sees her: her coming duty, what she may take, and what she is good at.

    `open_leads_at_most` and `new_leads_a_day_at_most` are None without a limit. `specialities` are slugs such as
    `programme:party-spirit-5`, `region:江西` or `kind:state-owned`. `coming` leaves the time of a pause out, so whoever
    is paused is not on duty; `paused_until` and `pause_reason` (None and empty without one) say why. `absences` are her
    present and coming leave.
    """

    consultant: Consultant
    coming: tuple[Window, ...]
    open_leads_at_most: int | None = None
    new_leads_a_day_at_most: int | None = None
    specialities: frozenset[str] = frozenset()
    paused_until: datetime | None = None
    pause_reason: str = ""
    absences: tuple[Absence, ...] = ()

    def leave(self, at: datetime) -> Absence | None:
        """The leave she is on at an instant, with the consultant who covers for her; None while she is here."""
        return next((absence for absence in self.absences if absence.holds(at)), None)

    def card(self, at: datetime) -> DutyCard:
        """How she stands at an instant."""
        if present := duty.on_duty(self.coming, at):
            return DutyCard(self.consultant, is_on_duty=True, until=present.ends_at, next_from=None)
        later = next((window.starts_at for window in self.coming if window.starts_at > at), None)
        return DutyCard(self.consultant, is_on_duty=False, until=None, next_from=later)


def roster(at: datetime) -> tuple[OnRoster, ...]:
    """Every consultant who works here, in the printed order, with her duty of the next two weeks."""
    return _reading(int(at.timestamp()) // ROSTER_SECONDS)


def forget_roster() -> None:
    """Read the roster again at the next question."""
    _reading.cache_clear()


@lru_cache(maxsize=2)
def _reading(moment: int) -> tuple[OnRoster, ...]:
    at = datetime.fromtimestamp(moment * ROSTER_SECONDS, tz=SHANGHAI)
    return tuple(_on_roster(one, at) for one in Consultant.objects.active().with_roster(at))


def _on_roster(one: Consultant, at: datetime) -> OnRoster:
    paused = one.is_paused(at)
    return OnRoster(
        one,
        tuple(one.windows(at)),
        open_leads_at_most=one.open_leads_at_most,
        new_leads_a_day_at_most=one.new_leads_a_day_at_most,
        specialities=frozenset(one.slug_rows),
        paused_until=one.paused_until if paused else None,
        pause_reason=one.pause_reason if paused else "",
        absences=tuple(one.absences),
    )


def duty_card(at: datetime) -> DutyCard | None:
    """The first consultant on duty, else the one whose duty begins next; None while nobody works here."""
    cards = [one.card(at) for one in roster(at)]
    cards.sort(key=lambda card: (not card.is_on_duty, card.next_from is None, card.next_from or at))
    return cards[0] if cards else None


def hotlines() -> list[Consultant]:
    """Every consultant who works here, in the printed order."""
    return list(Consultant.objects.active())
