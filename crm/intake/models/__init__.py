"""Inquiries, taps on a hotline, and the escalation of a promise."""

from crm.intake.models.escalation import Escalation
from crm.intake.models.hotline_tap import HotlineTap
from crm.intake.models.inquiry import Inquiry

__all__ = [
    "Escalation",
    "HotlineTap",
    "Inquiry",
]
