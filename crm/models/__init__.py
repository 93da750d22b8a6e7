"""Inquiries, leads, their diary and what is planned for them."""

from crm.models.activity import Activity, Kind
from crm.models.allowance import Allowance, Allowed
from crm.models.api_request import ApiRequest
from crm.models.cadence import Cadence, CadenceRun
from crm.models.deed import Deed, DeedKind, DeedLead
from crm.models.desk_rules import DeskRules
from crm.models.escalation import Escalation
from crm.models.hotline_tap import HotlineTap
from crm.models.inquiry import Inquiry
from crm.models.lead import Lead
from crm.models.organisation import Organisation
from crm.models.plan_step import PlanStep, StepState
from crm.models.routing_lock import RoutingLock
from crm.models.routing_rule_set import RoutingRuleSet
from crm.models.task import Task, TaskState

__all__ = [
    "Activity",
    "Allowance",
    "Allowed",
    "ApiRequest",
    "Cadence",
    "CadenceRun",
    "Deed",
    "DeedKind",
    "DeedLead",
    "DeskRules",
    "Escalation",
    "HotlineTap",
    "Inquiry",
    "Kind",
    "Lead",
    "Organisation",
    "PlanStep",
    "RoutingLock",
    "RoutingRuleSet",
    "StepState",
    "Task",
    "TaskState",
]
