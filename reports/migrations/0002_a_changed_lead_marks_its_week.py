"""A lead that changes after its week may have been counted marks the week.

A younger lead is not looked at: its week is counted two days after its end at the earliest, so the marking begins a day
before anything is counted, and the visitor's own transaction pays nothing.
"""

from django.db import migrations

COUNTED = ("asked_at", "owner_id", "source", "source_page_id", "furthest", "first_response_at", "response_due_at")
OLD, NEW = [f"({', '.join(f'{row}.{column}' for column in COUNTED)})" for row in ("OLD", "NEW")]
MARK = f"""
CREATE FUNCTION reports_mark_week() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO reports_changedweek (monday)
        VALUES (date_trunc('week', OLD.asked_at AT TIME ZONE 'Asia/Shanghai'));
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.asked_at <> OLD.asked_at THEN
        INSERT INTO reports_changedweek (monday)
        VALUES (date_trunc('week', NEW.asked_at AT TIME ZONE 'Asia/Shanghai'));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reports_lead_comes_late AFTER INSERT ON crm_lead FOR EACH ROW
    WHEN (NEW.asked_at < now() - interval '1 day') EXECUTE FUNCTION reports_mark_week();
CREATE TRIGGER reports_lead_changes AFTER UPDATE ON crm_lead FOR EACH ROW
    WHEN (least(OLD.asked_at, NEW.asked_at) < now() - interval '1 day'
        AND {OLD} IS DISTINCT FROM {NEW})
    EXECUTE FUNCTION reports_mark_week();
CREATE TRIGGER reports_lead_goes AFTER DELETE ON crm_lead FOR EACH ROW
    WHEN (OLD.asked_at < now() - interval '1 day') EXECUTE FUNCTION reports_mark_week();
"""
MARK_NO_MORE = """
DROP TRIGGER reports_lead_comes_late ON crm_lead;
DROP TRIGGER reports_lead_changes ON crm_lead;
DROP TRIGGER reports_lead_goes ON crm_lead;
DROP FUNCTION reports_mark_week();
"""


class Migration(migrations.Migration):
    """Hang the triggers."""

    dependencies = [("reports", "0001_weeks_counted_once"), ("crm", "0024_an_index_is_asked")]

    operations = [migrations.RunSQL(MARK, MARK_NO_MORE)]
