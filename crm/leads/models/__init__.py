"""Leads, their organisations and timeline, what is planned for them, and what can be undone."""

from crm.leads.models.action import Action, ActionKind, ActionLead
from crm.leads.models.activity import Activity, Kind
from crm.leads.models.desk_rules import DeskRules
from crm.leads.models.lead import Lead
from crm.leads.models.not_duplicate import NotDuplicate
from crm.leads.models.organisation import Organisation
from crm.leads.models.organisation_activity import OrganisationActivity
from crm.leads.models.phone import LeadPhone
from crm.leads.models.task import Task, TaskState

__all__ = [
    "Action",
    "ActionKind",
    "ActionLead",
    "Activity",
    "DeskRules",
    "Kind",
    "Lead",
    "LeadPhone",
    "NotDuplicate",
    "Organisation",
    "OrganisationActivity",
    "Task",
    "TaskState",
]
