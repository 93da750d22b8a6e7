"""The database itself keeps what a version of the follow-up plan said: only `is_active` may change."""

from django.db import migrations

FORBID = """
CREATE FUNCTION cadences_cadence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'is_active' = to_jsonb(OLD) - 'is_active' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'cadences_cadence_stays: a version of the follow-up plan is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER cadences_cadence_stays BEFORE UPDATE OR DELETE ON cadences_cadence
    FOR EACH ROW EXECUTE FUNCTION cadences_cadence_stays();
"""
ALLOW = """
DROP TRIGGER cadences_cadence_stays ON cadences_cadence;
DROP FUNCTION cadences_cadence_stays();
"""


class Migration(migrations.Migration):
    """Create the trigger."""

    dependencies = [("cadences", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
