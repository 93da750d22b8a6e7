"""Classes and the groups registered for them."""

from enrollment.models.class_session import ClassSession
from enrollment.models.registration import Registration, RegistrationState

__all__ = ["ClassSession", "Registration", "RegistrationState"]
