"""What cannot be done with duty and leave, and what to do instead."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from kit.errors import Refusal


class PauseEndsTooEarly(Refusal):
    """A pause was to end before it begins."""

    code = "pause_ends_too_early"
    field = "until"
    message = _("A pause must end in the future.")


class PauseSaysNotWhy(Refusal):
    """A pause came without its reason."""

    code = "pause_says_not_why"
    field = "reason"
    message = _("Say why; colleagues see it.")


class DayIsPast(Refusal):
    """A day that is over was to be planned anew."""

    code = "day_is_past"
    message = _("A day that is over stays as it was. Plan today and the days to come.")


class RosterChanged(Refusal):
    """Another user changed the month while it was open here; `changed` are the cells that differ."""

    code = "roster_changed"
    message = _(
        "The roster was changed meanwhile; nothing has been saved yet. What you chose is still marked: look at the "
        "days below and save once more."
    )

    def __init__(self, changed: tuple[tuple[date, int], ...] = ()) -> None:
        """Keep what differs."""
        self.changed = changed
        super().__init__()


class DoubleDuty(Refusal):
    """A consultant would be on duty twice at once."""

    code = "double_duty"

    def __init__(self, name: str = "", on: date | None = None) -> None:
        """Name the consultant and the day."""
        super().__init__(
            _("%(name)s is already on duty at that time on %(date)s.")
            % {"name": name, "date": f"{on:%Y-%m-%d}" if on else ""}
        )


class DutyChanged(Refusal):
    """The day that was to be exchanged is no longer what both had seen."""

    code = "duty_changed"

    def __init__(self, name: str, on: date, before: str, after: str) -> None:
        """Say whose day changed, and how."""
        super().__init__(
            _(
                "The duty of %(name)s on %(date)s has changed since: it was %(before)s and is now %(after)s. "
                "Propose anew."
            )
            % {"name": name, "date": f"{on:%Y-%m-%d}", "before": before or _("no duty"), "after": after or _("no duty")}
        )


class NothingToSwap(Refusal):
    """A consultant has no duty on the day to be given away."""

    code = "nothing_to_swap"
    message = _("There is no duty on that day to give away. Choose another day.")


class SwapIsDecided(Refusal):
    """A swap was answered twice."""

    code = "swap_is_decided"
    message = _("This swap has already been answered. Reload the page to see how.")


class SwapNotYours(Refusal):
    """Only the colleague who was asked, or a manager, accepts; only the asker withdraws."""

    code = "swap_not_yours"
    message = _("Only the colleague who was asked or a manager can answer this swap.")


class LeaveIsOver(Refusal):
    """Leave that has ended or was never granted was to be ended."""

    code = "leave_is_over"
    message = _("This leave is over already, or was not granted. Reload the page.")


class AwayThen(Refusal):
    """The cover is on leave in that time."""

    code = "away_then"

    def __init__(self, name: str) -> None:
        """Name the colleague."""
        super().__init__(_("%(name)s is on leave at that time.") % {"name": name})


class CoversThen(Refusal):
    """Who wants leave covers for a colleague in that time."""

    code = "covers_then"

    def __init__(self, name: str, colleague: str) -> None:
        """Name both."""
        sentence = _("%(name)s covers for %(colleague)s at that time: first name another cover there.")
        super().__init__(sentence % {"name": name, "colleague": colleague})


class LeaveEndsTooEarly(Refusal):
    """Leave was to end before it starts."""

    code = "leave_ends_too_early"
    field = "ends_at"
    message = _("Leave must end after it starts.")


class LeaveOverlaps(Refusal):
    """There is leave in that time already."""

    code = "leave_overlaps"
    field = "starts_at"
    message = _("There is leave in that time already.")


class LeaveNeedsCover(Refusal):
    """No cover was named."""

    code = "leave_needs_cover"
    field = "cover"
    message = _("Name a colleague who covers.")


class LeaveIsDecided(Refusal):
    """A request for leave was answered twice."""

    code = "leave_is_decided"
    message = _("This request has already been answered.")


class HotlineTaken(Refusal):
    """A hotline was to belong to two consultants."""

    code = "hotline_taken"
    field = "hotline"
    message = _("This hotline belongs to another consultant already.")
