"""Leads that were there before the pool start counting at the latest line that shows somebody's hand."""

from django.db import migrations

COUNT = """
UPDATE crm_lead lead SET touched_at = coalesce((
    SELECT max(line.at) FROM crm_activity line
    WHERE line.lead_id = lead.id AND line.kind IN ('assigned', 'moved', 'called', 'noted', 'replied', 'enrolled', 'asked')
), lead.last_asked_at)
"""


class Migration(migrations.Migration):
    """Read from the diary."""

    dependencies = [("crm", "0005_the_public_pool")]

    operations = [migrations.RunSQL(COUNT, migrations.RunSQL.noop)]
