"""Versions of follow-up plans, and the leads that run through them."""

from crm.cadences.models.cadence import Cadence, CadenceRun
from crm.cadences.models.plan_step import PlanStep, StepState

__all__ = [
    "Cadence",
    "CadenceRun",
    "PlanStep",
    "StepState",
]
