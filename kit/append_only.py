"""Tables whose rows the database itself keeps: a migration's operation that refuses to change or delete them."""

from collections.abc import Sequence

from django.db.migrations import RunSQL

KEEP = """
CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{{{changeable}}}'::text[] = to_jsonb(OLD) - '{{{changeable}}}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '{table}_is_append_only: a row of this table is never changed or deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
"""
LET_GO = """
DROP TRIGGER {table}_is_append_only ON {table};
DROP FUNCTION {table}_is_append_only();
"""


def append_only(table: str, *, changeable: Sequence[str] = ()) -> RunSQL:
    """Keep the rows of a table; only the columns `changeable` may be updated.

    Anything else is refused with an IntegrityError that names the rule, `<table>_is_append_only`.
    """
    return RunSQL(KEEP.format(table=table, changeable=",".join(changeable)), LET_GO.format(table=table))
