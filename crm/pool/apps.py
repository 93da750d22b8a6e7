"""The public pool: claims, quotas, warning and return, and handing over a consultant's leads."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoolConfig(AppConfig):
    """Leads without an owner, and handing over."""

    name = "crm.pool"
    verbose_name = _("Pool and hand-over")
