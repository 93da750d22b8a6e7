"""Indexes nobody asks go: Django's second one beside a unique text, and those over the nulls of a foreign key."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RENAME = """
ALTER TABLE crm_inquiry RENAME CONSTRAINT crm_inquiry_number_key TO crm_inquiry_number_once;
DROP INDEX crm_inquiry_number_fc194c78_like;
"""
BACK = """
ALTER TABLE crm_inquiry RENAME CONSTRAINT crm_inquiry_number_once TO crm_inquiry_number_key;
CREATE INDEX crm_inquiry_number_fc194c78_like ON crm_inquiry (number varchar_pattern_ops);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_initial'),
        ('consultants', '0006_a_pause_has_its_beginning'),
        ('crm', '0023_the_house_chooses_again'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(RENAME, BACK)],
            state_operations=[
                migrations.AlterField("inquiry", "number", models.CharField("number", max_length=16)),
                migrations.AddConstraint(
                    "inquiry", models.UniqueConstraint(fields=["number"], name="crm_inquiry_number_once")
                ),
            ],
        ),
        migrations.AlterField(
            model_name='lead',
            name='organisation',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='crm.organisation', verbose_name='organisation'),
        ),
        migrations.AlterField(
            model_name='lead',
            name='programme',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='catalog.programme', verbose_name='programme'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation'], name='crm_lead_of_organisation'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(condition=models.Q(('programme__isnull', False)), fields=['programme'], name='crm_lead_of_programme'),
        ),
        migrations.RemoveIndex(
            model_name='lead',
            name='crm_lead_cohort',
        ),
        migrations.AddIndex(
            model_name='lead',
            index=models.Index(fields=['asked_at'], include=('owner', 'source', 'source_page_id', 'furthest', 'first_response_at', 'response_due_at'), name='crm_lead_cohort'),
        ),
    ]
