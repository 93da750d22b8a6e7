"""A version of the routing rules is never changed or deleted; only whether it holds changes."""

from django.db import migrations

FORBID = """
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
"""
ALLOW = """
DROP TRIGGER crm_routingruleset_stays ON crm_routingruleset;
DROP FUNCTION crm_routingruleset_stays();
"""


class Migration(migrations.Migration):
    """Hang the trigger."""

    dependencies = [("crm", "0012_routing_rule_sets")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
