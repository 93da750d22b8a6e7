"""The rows every report is about.

Reports count with `Count("*")` or by a column of the index `leads_lead_cohort`: counting the key would read every row.
"""

from django.db.models import QuerySet

from crm.leads.models import Lead
from reports.period import Period


def leads_of(period: Period) -> QuerySet[Lead]:
    """The cohort: leads first asked in the period, in no order."""
    return Lead.objects.asked_between(period.begins_at, period.ends_at).order_by()
