"""The database itself refuses to change or delete a line of the record of changed days."""

from django.db import migrations

FORBID = """
CREATE FUNCTION consultants_dutychange_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consultants_dutychange_is_append_only: a line of the record is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consultants_dutychange_append_only BEFORE UPDATE OR DELETE ON consultants_dutychange
    FOR EACH ROW EXECUTE FUNCTION consultants_dutychange_is_append_only();
"""
ALLOW = """
DROP TRIGGER consultants_dutychange_append_only ON consultants_dutychange;
DROP FUNCTION consultants_dutychange_is_append_only();
"""


class Migration(migrations.Migration):
    """Hang the trigger."""

    dependencies = [("consultants", "0004_dated_shifts_swaps_covers_and_feeds")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
