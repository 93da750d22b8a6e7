"""Versions of follow-up plans, and the leads that run through them."""

from crm.cadences.models.plan import Cadence
from crm.cadences.models.plan_step import PlanStep
from crm.cadences.models.run import CadenceRun

__all__ = [
    "Cadence",
    "CadenceRun",
    "PlanStep",
]
