"""What was known of each desk at a choice becomes a row of values; it was an object that named each of them.

There has been no release yet: a version from before this one cannot read what it leaves, so stop the old processes first.
"""

from django.db import migrations, models

ROWS = """
CREATE FUNCTION pg_temp.as_rows(told jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE WHEN told = '[]' THEN '{}' ELSE jsonb_build_object(
        'chosen', (SELECT line->'consultant' FROM jsonb_array_elements(told) AS line
                   WHERE line ? 'consultant' AND line ? 'chosen' LIMIT 1),
        'desks', (SELECT coalesce(jsonb_agg(jsonb_build_array(
                line->'consultant', coalesce(line->>'name', ''), line->'open_leads', line->'on_duty',
                extract(epoch FROM (line->>'latest_at')::timestamptz),
                extract(epoch FROM (line->>'next_on_duty_at')::timestamptz),
                coalesce(line->'skip', line->'obstacle')
            ) ORDER BY n), '[]')
            FROM jsonb_array_elements(told) WITH ORDINALITY AS lines (line, n) WHERE line ? 'consultant'),
        'rules', (SELECT coalesce(jsonb_agg(line ORDER BY n), '[]')
            FROM jsonb_array_elements(told) WITH ORDINALITY AS lines (line, n) WHERE line ? 'rule')
    ) || coalesce((SELECT line FROM jsonb_array_elements(told) AS line WHERE line ? 'topics' LIMIT 1), '{}') END
$$;
UPDATE crm_lead SET routing_trace = pg_temp.as_rows(routing_trace) WHERE jsonb_typeof(routing_trace) = 'array';
ALTER TABLE crm_activity DISABLE TRIGGER crm_activity_append_only;
UPDATE crm_activity SET data = jsonb_set(data, '{trace}', pg_temp.as_rows(data->'trace'))
    WHERE jsonb_typeof(data->'trace') = 'array';
ALTER TABLE crm_activity ENABLE TRIGGER crm_activity_append_only;
DROP FUNCTION pg_temp.as_rows(jsonb);
"""
OBJECTS = """
CREATE FUNCTION pg_temp.as_objects(told jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE WHEN told = '{}' THEN '[]' ELSE (
        SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'consultant', desk->0, 'name', desk->1, 'open_leads', desk->2, 'on_duty', desk->3,
            'latest_at', to_timestamp((desk->>4)::float8), 'next_on_duty_at', to_timestamp((desk->>5)::float8)
        ) || CASE WHEN desk->0 = told->'chosen' THEN jsonb_build_object('chosen', true, 'obstacle', desk->6)
                  ELSE jsonb_build_object('skip', desk->6) END) ORDER BY n), '[]')
        FROM jsonb_array_elements(told->'desks') WITH ORDINALITY AS desks (desk, n)
    ) || (told->'rules') || jsonb_build_array(jsonb_build_object('topics', told->'topics', 'shown', told->'shown')) END
$$;
UPDATE crm_lead SET routing_trace = pg_temp.as_objects(routing_trace) WHERE jsonb_typeof(routing_trace) = 'object';
ALTER TABLE crm_activity DISABLE TRIGGER crm_activity_append_only;
UPDATE crm_activity SET data = jsonb_set(data, '{trace}', pg_temp.as_objects(data->'trace'))
    WHERE jsonb_typeof(data->'trace') = 'object';
ALTER TABLE crm_activity ENABLE TRIGGER crm_activity_append_only;
DROP FUNCTION pg_temp.as_objects(jsonb);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0024_an_index_is_asked'),
    ]

    operations = [
        migrations.AlterField(
            model_name='lead', name='routing_trace', field=models.JSONField(default=dict, editable=False)
        ),
        migrations.RunSQL(ROWS, OBJECTS),
    ]
