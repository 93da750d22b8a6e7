"""The database itself keeps what a version of the routing rules said: only `is_active` may change."""

from django.db import migrations

FORBID = """
CREATE FUNCTION routing_routingruleset_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'is_active' = to_jsonb(OLD) - 'is_active' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'routing_routingruleset_stays: a version of the routing rules is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER routing_routingruleset_stays BEFORE UPDATE OR DELETE ON routing_routingruleset
    FOR EACH ROW EXECUTE FUNCTION routing_routingruleset_stays();
"""
ALLOW = """
DROP TRIGGER routing_routingruleset_stays ON routing_routingruleset;
DROP FUNCTION routing_routingruleset_stays();
"""


class Migration(migrations.Migration):
    """Create the trigger."""

    dependencies = [("routing", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
