"""A list of texts in a rule is one constant, which PostgreSQL reads faster (kit.models.OneOf)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_a_list_is_one_constant'),
        ('consultants', '0007_a_list_is_one_constant'),
        ('crm', '0025_a_trace_is_rows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='escalation',
            name='crm_escalation_rung_known',
        ),
        migrations.RemoveConstraint(
            model_name='activity',
            name='crm_activity_move_has_a_stage',
        ),
        migrations.RemoveConstraint(
            model_name='activity',
            name='crm_activity_call_has_an_outcome',
        ),
        migrations.RemoveConstraint(
            model_name='activity',
            name='crm_activity_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='allowance',
            name='crm_allowance_what_known',
        ),
        migrations.RemoveConstraint(
            model_name='cadencerun',
            name='crm_cadencerun_end_says_why',
        ),
        migrations.RemoveConstraint(
            model_name='deed',
            name='crm_deed_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='deed',
            name='crm_deed_person_or_house',
        ),
        migrations.RemoveConstraint(
            model_name='followup',
            name='crm_followup_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='followup',
            name='crm_followup_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='followup',
            name='crm_followup_step_left_out_says_why',
        ),
        migrations.RemoveConstraint(
            model_name='lead',
            name='crm_lead_stage_known',
        ),
        migrations.RemoveConstraint(
            model_name='lead',
            name='crm_lead_closed_has_no_next_step',
        ),
        migrations.RemoveConstraint(
            model_name='lead',
            name='crm_lead_furthest_is_on_the_path',
        ),
        migrations.RemoveConstraint(
            model_name='lead',
            name='crm_lead_only_open_leads_escalate',
        ),
        migrations.RemoveConstraint(
            model_name='lead',
            name='crm_lead_pool_holds_only_open_leads_at_rest',
        ),
        migrations.RemoveConstraint(
            model_name='lead',
            name='crm_lead_source_known',
        ),
        migrations.RemoveConstraint(
            model_name='routingruleset',
            name='crm_routingruleset_shown_known',
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('kind__one_of', ['asked', 'assigned', 'moved', 'called', 'noted', 'planned', 'texted', 'detailed', 'revealed', 'replied', 'enrolled', 'escalated', 'pooled', 'warned', 'kept', 'kindred', 'stopped'])), name='crm_activity_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'moved'), _negated=True), ('stage_to__one_of', ['new', 'contacted', 'qualified', 'proposed', 'enrolled', 'lost']), _connector='OR'), name='crm_activity_move_has_a_stage'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'called'), _negated=True), ('outcome__one_of', ['interested', 'wants_proposal', 'call_back', 'no_answer', 'wrong_number']), _connector='OR'), name='crm_activity_call_has_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='allowance',
            constraint=models.CheckConstraint(condition=models.Q(('what__one_of', ['claim', 'reveal'])), name='crm_allowance_what_known'),
        ),
        migrations.AddConstraint(
            model_name='cadencerun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None)), models.Q(('end_reason__one_of', ['reached', 'called', 'replied', 'moved', 'registered', 'opted_out', 'lost', 'pooled', 'stopped', 'finished', 'earlier']), ('ended_at__isnull', False)), _connector='OR'), name='crm_cadencerun_end_says_why'),
        ),
        migrations.AddConstraint(
            model_name='deed',
            constraint=models.CheckConstraint(condition=models.Q(('kind__one_of', ['claim', 'assign', 'give_back', 'keep', 'hand_over', 'reclaim', 'rechoose'])), name='crm_deed_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='deed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by', None), ('kind__one_of', ('reclaim', 'rechoose'))), models.Q(('by__isnull', False), models.Q(('kind__one_of', ('reclaim', 'rechoose')), _negated=True)), _connector='OR'), name='crm_deed_person_or_house'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('kind__one_of', ['call', 'text', 'task'])), name='crm_followup_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('state__one_of', ['planned', 'done', 'skipped', 'cancelled'])), name='crm_followup_state_known'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('state__one_of', ['planned', 'done'])), models.Q(('kind', 'call'), ('reason', ''), ('state', 'cancelled')), models.Q(('reason__one_of', ['control', 'landline', 'other_stage', 'other_source', 'other_size', 'has_next_step', 'too_late', 'no_wording', 'reached', 'called', 'replied', 'moved', 'registered', 'opted_out', 'lost', 'pooled', 'stopped', 'finished', 'earlier']), ('state__one_of', ['skipped', 'cancelled']), models.Q(('kind', 'call'), _negated=True)), _connector='OR'), name='crm_followup_step_left_out_says_why'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('stage__one_of', ['new', 'contacted', 'qualified', 'proposed', 'enrolled', 'lost'])), name='crm_lead_stage_known'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('source__one_of', ['article', 'site', 'hotline', 'wechat', 'referral', 'api', 'text'])), name='crm_lead_source_known'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('stage__one_of', ('new', 'contacted', 'qualified', 'proposed')), ('next_step_at', None), _connector='OR'), name='crm_lead_closed_has_no_next_step'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('furthest__one_of', ('new', 'contacted', 'qualified', 'proposed', 'enrolled'))), name='crm_lead_furthest_is_on_the_path'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('pooled_at', None), models.Q(('backup', None), ('escalate_at', None), ('kept_at', None), ('next_step_at', None), ('stage__one_of', ('new', 'contacted', 'qualified', 'proposed'))), _connector='OR'), name='crm_lead_pool_holds_only_open_leads_at_rest'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('escalate_at', None), models.Q(('ladder__len', 4), ('stage__one_of', ('new', 'contacted', 'qualified', 'proposed'))), _connector='OR'), name='crm_lead_only_open_leads_escalate'),
        ),
        migrations.AddConstraint(
            model_name='routingruleset',
            constraint=models.CheckConstraint(condition=models.Q(('shown__one_of', ['before', 'after', 'never'])), name='crm_routingruleset_shown_known'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(('rung__one_of', ['half', 'most', 'backup', 'manager'])), name='crm_escalation_rung_known'),
        ),
    ]
