"""Registrations."""

from enrollment.seats.models.registration import Registration, RegistrationState

__all__ = [
    "Registration",
    "RegistrationState",
]
