"""Consultants with their duty, leave, specialities and pauses."""

from consultants.models.consultant import Consultant
from consultants.models.dated_shift import DatedShift, DutyChange, Why
from consultants.models.feed import Feed
from consultants.models.leave import Leave, LeaveState
from consultants.models.pause import Pause
from consultants.models.shift import Shift, Weekday
from consultants.models.speciality import Speciality, SpecialityKind
from consultants.models.swap import Swap, SwapState

__all__ = [
    "Consultant",
    "DatedShift",
    "DutyChange",
    "Feed",
    "Leave",
    "LeaveState",
    "Pause",
    "Shift",
    "Speciality",
    "SpecialityKind",
    "Swap",
    "SwapState",
    "Weekday",
    "Why",
]
