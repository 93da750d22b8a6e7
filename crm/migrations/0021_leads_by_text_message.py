"""Who writes us a text message is a lead with a source of its own."""

from django.db import migrations, models

SOURCES = [
    ("article", "Article"),
    ("site", "Other page"),
    ("hotline", "Hotline call"),
    ("wechat", "WeChat"),
    ("referral", "Referral"),
    ("api", "Partner system"),
    ("text", "Text message received"),
]


class Migration(migrations.Migration):
    """Let the column hold it."""

    dependencies = [("crm", "0020_each_index_is_somebodys_question")]

    operations = [
        migrations.RemoveConstraint(model_name="lead", name="crm_lead_source_known"),
        migrations.AlterField(
            model_name="lead",
            name="source",
            field=models.CharField(choices=SOURCES, max_length=12, verbose_name="source"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", [value for value, _label in SOURCES])), name="crm_lead_source_known"
            ),
        ),
    ]
