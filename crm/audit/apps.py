"""The audit page of managers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """What was done with leads and numbers, in one list."""

    name = "crm.audit"
    verbose_name = _("Audit")
