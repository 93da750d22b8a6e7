"""The text of the next morning becomes the first version of the plan, and no version is ever changed or deleted."""

from django.db import migrations

BEGIN = """
INSERT INTO crm_cadence (version, steps, control_percent, is_active, made_at)
VALUES (1, '[{"act": "text", "delay": 1, "unit": "days", "at": "09:00", "when": "unreached", "stages": [], "sources": [],
    "people_from": null, "people_to": null, "wording": "first_follow_up", "note": ""}]', 0, true, statement_timestamp());
UPDATE crm_followup SET step = 1 WHERE kind = 'text';
UPDATE crm_followup SET reason = 'earlier' WHERE kind = 'text' AND state = 'cancelled';
INSERT INTO crm_cadencerun (lead_id, cadence_id, is_control, begun_at, ended_at, end_reason)
SELECT lead.id, plan.id, false, lead.asked_at, text.ended_at,
    CASE WHEN text.ended_at IS NULL THEN '' WHEN text.is_done THEN 'finished' ELSE 'earlier' END
FROM crm_cadence AS plan, crm_lead AS lead JOIN (
    SELECT lead_id, CASE WHEN bool_or(state = 'planned') THEN NULL ELSE max(settled_at) END AS ended_at,
        bool_or(state = 'done') AS is_done
    FROM crm_followup WHERE kind = 'text' GROUP BY lead_id
) AS text ON text.lead_id = lead.id;
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
END = """
DROP TRIGGER crm_cadence_stays ON crm_cadence;
DROP FUNCTION crm_cadence_stays();
DELETE FROM crm_cadencerun;
DELETE FROM crm_cadence;
"""


class Migration(migrations.Migration):
    """Write it, and hang the trigger."""

    dependencies = [("crm", "0016_follow_up_plans"), ("messaging", "0005_the_first_wordings")]

    operations = [migrations.RunSQL(BEGIN, END)]
