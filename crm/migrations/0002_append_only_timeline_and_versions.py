"""The database itself keeps the timeline, and what a version of the routing rules or of the follow-up plan said.

Of a version only `is_active` may change.
"""

from django.db import migrations

FORBID = """
CREATE FUNCTION crm_activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'crm_activity_is_append_only: a diary line is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER crm_activity_append_only BEFORE UPDATE OR DELETE ON crm_activity
    FOR EACH ROW EXECUTE FUNCTION crm_activity_is_append_only();

CREATE FUNCTION crm_routingruleset_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'is_active' = to_jsonb(OLD) - 'is_active' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'crm_routingruleset_stays: a version of the routing rules is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER crm_routingruleset_stays BEFORE UPDATE OR DELETE ON crm_routingruleset
    FOR EACH ROW EXECUTE FUNCTION crm_routingruleset_stays();

CREATE FUNCTION crm_cadence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'is_active' = to_jsonb(OLD) - 'is_active' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'crm_cadence_stays: a version of the follow-up plan is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER crm_cadence_stays BEFORE UPDATE OR DELETE ON crm_cadence
    FOR EACH ROW EXECUTE FUNCTION crm_cadence_stays();
"""
ALLOW = """
DROP TRIGGER crm_activity_append_only ON crm_activity;
DROP FUNCTION crm_activity_is_append_only();
DROP TRIGGER crm_routingruleset_stays ON crm_routingruleset;
DROP FUNCTION crm_routingruleset_stays();
DROP TRIGGER crm_cadence_stays ON crm_cadence;
DROP FUNCTION crm_cadence_stays();
"""


class Migration(migrations.Migration):
    """Create the triggers."""

    dependencies = [("crm", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
