"""The database itself keeps the ledgers and what a version of a template said."""

from django.db import migrations

FORBID = """
CREATE FUNCTION messaging_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'messaging_ledger_is_append_only: a line of % is never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER messaging_optout_append_only BEFORE UPDATE OR DELETE ON messaging_optout
    FOR EACH ROW EXECUTE FUNCTION messaging_ledger_is_append_only();
CREATE TRIGGER messaging_consent_append_only BEFORE UPDATE OR DELETE ON messaging_consent
    FOR EACH ROW EXECUTE FUNCTION messaging_ledger_is_append_only();
CREATE TRIGGER messaging_templateversion_is_kept BEFORE DELETE ON messaging_templateversion
    FOR EACH ROW EXECUTE FUNCTION messaging_ledger_is_append_only();
CREATE TRIGGER messaging_templateversion_is_frozen BEFORE UPDATE ON messaging_templateversion
    FOR EACH ROW WHEN (
        (OLD.template_id, OLD.number, OLD.text, OLD.signature, OLD.created_at, OLD.created_by_id)
        IS DISTINCT FROM
        (NEW.template_id, NEW.number, NEW.text, NEW.signature, NEW.created_at, NEW.created_by_id)
    ) EXECUTE FUNCTION messaging_ledger_is_append_only();
"""
ALLOW = """
DROP TRIGGER messaging_optout_append_only ON messaging_optout;
DROP TRIGGER messaging_consent_append_only ON messaging_consent;
DROP TRIGGER messaging_templateversion_is_kept ON messaging_templateversion;
DROP TRIGGER messaging_templateversion_is_frozen ON messaging_templateversion;
DROP FUNCTION messaging_ledger_is_append_only();
"""


class Migration(migrations.Migration):
    """Create the triggers."""

    dependencies = [("messaging", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
