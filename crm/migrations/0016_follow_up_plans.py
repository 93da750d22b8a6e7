"""Follow-up plans as versions, the run of each lead, and steps beside calls."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultants', '0006_a_pause_has_its_beginning'),
        ('crm', '0015_nobody_to_choose'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cadence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True, verbose_name='version')),
                ('steps', models.JSONField(default=list, verbose_name='steps')),
                ('control_percent', models.PositiveSmallIntegerField(default=0, verbose_name='control group in per cent')),
                ('is_active', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='saved at')),
                ('restores', models.PositiveIntegerField(blank=True, null=True, verbose_name='copy of version')),
            ],
            options={
                'verbose_name': 'follow-up plan',
                'verbose_name_plural': 'follow-up plans',
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='CadenceRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_control', models.BooleanField(default=False, verbose_name='control group')),
                ('begun_at', models.DateTimeField(verbose_name='begun at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('end_reason', models.CharField(blank=True, choices=[('control', 'control group'), ('landline', 'a landline takes no texts'), ('other_stage', 'another stage'), ('other_source', 'another source'), ('other_size', 'another number of people'), ('has_next_step', 'a next step lies ahead'), ('too_late', 'too late to make sense'), ('no_wording', 'its wording cannot be sent any more'), ('reached', 'somebody was reached'), ('called', 'a call was logged'), ('replied', 'the visitor replied'), ('moved', 'the stage was changed'), ('registered', 'the group was registered'), ('opted_out', 'the number wants no messages'), ('lost', 'the lead was lost'), ('pooled', 'the lead went into the pool'), ('stopped', 'stopped by hand'), ('finished', 'all steps are done'), ('earlier', 'ended before reasons were kept')], max_length=13, verbose_name='why it ended')),
            ],
            options={
                'verbose_name': 'run of a follow-up plan',
                'verbose_name_plural': 'runs of follow-up plans',
            },
        ),
        migrations.RemoveConstraint(
            model_name='activity',
            name='crm_activity_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='followup',
            name='crm_followup_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='followup',
            name='crm_followup_state_known',
        ),
        migrations.AddField(
            model_name='followup',
            name='reason',
            field=models.CharField(blank=True, choices=[('control', 'control group'), ('landline', 'a landline takes no texts'), ('other_stage', 'another stage'), ('other_source', 'another source'), ('other_size', 'another number of people'), ('has_next_step', 'a next step lies ahead'), ('too_late', 'too late to make sense'), ('no_wording', 'its wording cannot be sent any more'), ('reached', 'somebody was reached'), ('called', 'a call was logged'), ('replied', 'the visitor replied'), ('moved', 'the stage was changed'), ('registered', 'the group was registered'), ('opted_out', 'the number wants no messages'), ('lost', 'the lead was lost'), ('pooled', 'the lead went into the pool'), ('stopped', 'stopped by hand'), ('finished', 'all steps are done'), ('earlier', 'ended before reasons were kept')], db_default='', default='', max_length=13, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='followup',
            name='step',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='step'),
        ),
        migrations.AlterField(
            model_name='activity',
            name='kind',
            field=models.CharField(choices=[('asked', 'Inquiry'), ('assigned', 'Assigned'), ('moved', 'Stage'), ('called', 'Phone call'), ('noted', 'Note'), ('planned', 'Next step'), ('texted', 'Text message'), ('detailed', 'Details'), ('revealed', 'Number shown'), ('replied', 'Reply'), ('enrolled', 'Registration'), ('escalated', 'Escalation'), ('pooled', 'Public pool'), ('warned', 'Warning'), ('kept', 'Kept'), ('kindred', 'Same organisation'), ('stopped', 'Follow-up plan stopped')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='kind',
            field=models.CharField(choices=[('call', 'call by the consultant'), ('text', 'text by the house'), ('task', 'task from the follow-up plan')], max_length=4, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='state',
            field=models.CharField(choices=[('planned', 'planned'), ('done', 'done'), ('skipped', 'left out'), ('cancelled', 'cancelled')], default='planned', max_length=10, verbose_name='state'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['asked', 'assigned', 'moved', 'called', 'noted', 'planned', 'texted', 'detailed', 'revealed', 'replied', 'enrolled', 'escalated', 'pooled', 'warned', 'kept', 'kindred', 'stopped'])), name='crm_activity_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['call', 'text', 'task'])), name='crm_followup_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'done', 'skipped', 'cancelled'])), name='crm_followup_state_known'),
        ),
        migrations.AddField(
            model_name='cadence',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='cadencerun',
            name='cadence',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='crm.cadence', verbose_name='follow-up plan'),
        ),
        migrations.AddField(
            model_name='cadencerun',
            name='lead',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='run', to='crm.lead', verbose_name='lead'),
        ),
        migrations.AddConstraint(
            model_name='cadence',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('is_active',), name='crm_cadence_one_holds'),
        ),
        migrations.AddConstraint(
            model_name='cadence',
            constraint=models.CheckConstraint(condition=models.Q(('control_percent__lte', 50)), name='crm_cadence_control_is_half_at_most'),
        ),
        migrations.AddIndex(
            model_name='cadencerun',
            index=models.Index(fields=['cadence', 'is_control'], name='crm_cadencerun_of_version'),
        ),
        migrations.AddConstraint(
            model_name='cadencerun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None)), models.Q(('end_reason__in', ['reached', 'called', 'replied', 'moved', 'registered', 'opted_out', 'lost', 'pooled', 'stopped', 'finished', 'earlier']), ('ended_at__isnull', False)), _connector='OR'), name='crm_cadencerun_end_says_why'),
        ),
    ]
