"""Leads that wait for their first answer while the ladder is introduced climb it from where they stand."""

from django.db import migrations

GIVE = """
UPDATE crm_lead SET
    ladder = ARRAY[response_due_at, response_due_at, response_due_at, response_due_at + interval '10 minutes'],
    escalate_at = response_due_at
WHERE stage IN ('new', 'contacted', 'qualified', 'proposed') AND first_response_at IS NULL
    AND response_due_at > now() - interval '1 day'
"""
TAKE = "UPDATE crm_lead SET ladder = '{}', escalate_at = NULL"


class Migration(migrations.Migration):
    """Only promises of the last day: nobody wants a hundred texts about old ones."""

    dependencies = [("crm", "0003_the_response_ladder")]

    operations = [migrations.RunSQL(GIVE, TAKE)]
