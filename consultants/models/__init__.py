"""A consultant, her weekly shifts and her leave."""

from consultants.models.consultant import Consultant
from consultants.models.leave import Leave
from consultants.models.shift import Shift, Weekday

__all__ = ["Consultant", "Leave", "Shift", "Weekday"]
