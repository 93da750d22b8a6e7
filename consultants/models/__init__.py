"""A consultant, her duty, her leave, what she is good at and when she was paused."""

from consultants.models.consultant import Consultant
from consultants.models.leave import Leave
from consultants.models.pause import Pause
from consultants.models.shift import Shift, Weekday
from consultants.models.speciality import Speciality, SpecialityKind

__all__ = ["Consultant", "Leave", "Pause", "Shift", "Speciality", "SpecialityKind", "Weekday"]
