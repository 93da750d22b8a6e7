"""The database itself refuses to change or delete a line of the diary."""

from django.db import migrations

FORBID = """
CREATE FUNCTION crm_activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'crm_activity_is_append_only: a diary line is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER crm_activity_append_only BEFORE UPDATE OR DELETE ON crm_activity
    FOR EACH ROW EXECUTE FUNCTION crm_activity_is_append_only();
"""
ALLOW = """
DROP TRIGGER crm_activity_append_only ON crm_activity;
DROP FUNCTION crm_activity_is_append_only();
"""


class Migration(migrations.Migration):
    """Hang the trigger."""

    dependencies = [("crm", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
