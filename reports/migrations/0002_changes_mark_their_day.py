"""A lead of a past day that changes says so, and so do the seats it registered (docs/adr/0038).

A visitor's question pays for none of it: what was asked today, by the server's clock, is counted by nobody ahead.
"""

from django.db import migrations

MARK = """
CREATE FUNCTION reports_lead_marks_its_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO reports_staleday (day) VALUES ((OLD.asked_at AT TIME ZONE 'Asia/Shanghai')::date);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.asked_at <> OLD.asked_at) THEN
        INSERT INTO reports_staleday (day) VALUES ((NEW.asked_at AT TIME ZONE 'Asia/Shanghai')::date);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER reports_lead_opened AFTER INSERT ON crm_lead FOR EACH ROW
    WHEN (NEW.asked_at < date_trunc('day', clock_timestamp(), 'Asia/Shanghai'))
    EXECUTE FUNCTION reports_lead_marks_its_day();

CREATE TRIGGER reports_lead_changed
    AFTER UPDATE OF asked_at, owner_id, source, source_page_id, furthest, first_response_at, response_due_at
    ON crm_lead FOR EACH ROW
    WHEN (
        least(OLD.asked_at, NEW.asked_at) < date_trunc('day', clock_timestamp(), 'Asia/Shanghai') AND (
            OLD.asked_at <> NEW.asked_at OR OLD.owner_id IS DISTINCT FROM NEW.owner_id OR OLD.source <> NEW.source
            OR OLD.source_page_id IS DISTINCT FROM NEW.source_page_id OR OLD.furthest <> NEW.furthest
            OR OLD.first_response_at IS DISTINCT FROM NEW.first_response_at
            OR OLD.response_due_at <> NEW.response_due_at
        )
    )
    EXECUTE FUNCTION reports_lead_marks_its_day();

CREATE TRIGGER reports_lead_gone AFTER DELETE ON crm_lead FOR EACH ROW
    WHEN (OLD.asked_at < date_trunc('day', clock_timestamp(), 'Asia/Shanghai'))
    EXECUTE FUNCTION reports_lead_marks_its_day();

CREATE FUNCTION reports_seats_mark_their_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_staleday (day)
    SELECT DISTINCT (asked_at AT TIME ZONE 'Asia/Shanghai')::date FROM crm_lead
    WHERE id IN (OLD.lead_id, NEW.lead_id)
    AND asked_at < date_trunc('day', clock_timestamp(), 'Asia/Shanghai');
    RETURN NULL;
END $$;

CREATE TRIGGER reports_seats_changed
    AFTER INSERT OR DELETE OR UPDATE OF lead_id, consultant_id, state, seats, price
    ON enrollment_registration FOR EACH ROW EXECUTE FUNCTION reports_seats_mark_their_day();
"""
FORGET = """
DROP TRIGGER reports_seats_changed ON enrollment_registration;
DROP FUNCTION reports_seats_mark_their_day();
DROP TRIGGER reports_lead_gone ON crm_lead;
DROP TRIGGER reports_lead_changed ON crm_lead;
DROP TRIGGER reports_lead_opened ON crm_lead;
DROP FUNCTION reports_lead_marks_its_day();
"""


class Migration(migrations.Migration):
    """Hang the triggers."""

    dependencies = [
        ("reports", "0001_initial"),
        ("crm", "0024_an_index_is_asked"),
        ("enrollment", "0001_initial"),
    ]

    operations = [migrations.RunSQL(MARK, FORGET)]
