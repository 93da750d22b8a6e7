"""What the database itself keeps of a follow-up plan's steps."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("crm", "0017_the_first_plan"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'call'), ('step', None)), models.Q(models.Q(('kind', 'call'), _negated=True), ('step__gte', 1), ('step__isnull', False)), _connector='OR'), name='crm_followup_step_has_its_place'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('state__in', ['planned', 'done'])), models.Q(('kind', 'call'), ('reason', ''), ('state', 'cancelled')), models.Q(('reason__in', ['control', 'landline', 'other_stage', 'other_source', 'other_size', 'has_next_step', 'too_late', 'no_wording', 'reached', 'called', 'replied', 'moved', 'registered', 'opted_out', 'lost', 'pooled', 'stopped', 'finished', 'earlier']), ('state__in', ['skipped', 'cancelled']), models.Q(('kind', 'call'), _negated=True)), _connector='OR'), name='crm_followup_step_left_out_says_why'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'planned'), models.Q(('kind', 'call'), _negated=True)), fields=('lead',), name='crm_followup_one_planned_step'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'done')), fields=('lead', 'step'), name='crm_followup_step_taken_once'),
        ),
    ]
