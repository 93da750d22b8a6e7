"""The database itself keeps the timeline."""

from django.db import migrations

FORBID = """
CREATE FUNCTION leads_activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'leads_activity_is_append_only: a line of the timeline is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER leads_activity_append_only BEFORE UPDATE OR DELETE ON leads_activity
    FOR EACH ROW EXECUTE FUNCTION leads_activity_is_append_only();
"""
ALLOW = """
DROP TRIGGER leads_activity_append_only ON leads_activity;
DROP FUNCTION leads_activity_is_append_only();
"""


class Migration(migrations.Migration):
    """Create the trigger."""

    dependencies = [("leads", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
