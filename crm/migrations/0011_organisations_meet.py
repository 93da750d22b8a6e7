"""Fold the names of organisations anew; those that turn out to be one become one, whoever refers to them."""

from django.db import migrations

from crm.rules import identity

# Later rooms refer to organisations too; the catalogue knows them all, and this room need not.
REFERRERS = """
    SELECT conrelid::regclass::text, quote_ident(attname) FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND confrelid = 'crm_organisation'::regclass
"""


def fold(apps, schema_editor):
    organisations = apps.get_model("crm", "Organisation").objects
    first = {}
    for one in organisations.order_by("pk"):
        key = identity.key_of(one.name)
        if key in first:
            _merge(schema_editor, into=first[key], pk=one.pk)
            continue
        first[key] = one.pk
    # The old keys are unique among themselves and may equal new ones of others, so all make way first.
    for key, pk in first.items():
        organisations.filter(pk=pk).exclude(key=key).update(key=f"#{pk}")
    for key, pk in first.items():
        organisations.filter(pk=pk).exclude(key=key).update(key=key)


def _merge(schema_editor, *, into, pk):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(REFERRERS)
        for table, column in cursor.fetchall():
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", [into, pk])
        cursor.execute("DELETE FROM crm_organisation WHERE id = %s", [pk])


class Migration(migrations.Migration):
    dependencies = [("crm", "0010_same_organisation")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
