"""The database itself refuses to change or delete a line of the records of pauses and of changed days."""

from django.db import migrations

FORBID = """
CREATE FUNCTION consultants_pause_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consultants_pause_is_append_only: a line of the record is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consultants_pause_append_only BEFORE UPDATE OR DELETE ON consultants_pause
    FOR EACH ROW EXECUTE FUNCTION consultants_pause_is_append_only();

CREATE FUNCTION consultants_dutychange_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consultants_dutychange_is_append_only: a line of the record is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consultants_dutychange_append_only BEFORE UPDATE OR DELETE ON consultants_dutychange
    FOR EACH ROW EXECUTE FUNCTION consultants_dutychange_is_append_only();
"""
ALLOW = """
DROP TRIGGER consultants_pause_append_only ON consultants_pause;
DROP FUNCTION consultants_pause_is_append_only();
DROP TRIGGER consultants_dutychange_append_only ON consultants_dutychange;
DROP FUNCTION consultants_dutychange_is_append_only();
"""


class Migration(migrations.Migration):
    """Create the triggers."""

    dependencies = [("consultants", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
