"""A list of texts in a rule is one constant, which PostgreSQL reads faster (kit.models.OneOf)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0011_an_index_is_asked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='consent',
            name='messaging_consent_how_known',
        ),
        migrations.RemoveConstraint(
            model_name='consent',
            name='messaging_consent_subject_known',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='messaging_message_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='messaging_message_accepted_has_sid',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='messaging_message_sid_means_accepted',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='messaging_message_final_is_settled',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='messaging_message_purpose_known',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='messaging_message_channel_known',
        ),
        migrations.RemoveConstraint(
            model_name='optout',
            name='messaging_optout_how_known',
        ),
        migrations.RemoveConstraint(
            model_name='preference',
            name='messaging_preference_channel_known',
        ),
        migrations.RemoveConstraint(
            model_name='template',
            name='messaging_template_purpose_known',
        ),
        migrations.RemoveConstraint(
            model_name='templateversion',
            name='messaging_templateversion_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='templateversion',
            name='messaging_templateversion_decision_is_dated',
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('how__one_of', ['reply', 'desk', 'page', 'carrier', 'form', 'api'])), name='messaging_consent_how_known'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('subject__one_of', ['follow_up', 'promotional'])), name='messaging_consent_subject_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__one_of', ['queued', 'sending', 'uncertain', 'accepted', 'delivered', 'undelivered', 'failed', 'cancelled', 'expired'])), name='messaging_message_state_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__one_of', ['transactional', 'follow_up', 'promotional'])), name='messaging_message_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('channel__one_of', ['sms', 'email', 'wecom'])), name='messaging_message_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__one_of', ['accepted', 'delivered', 'undelivered']), _negated=True), ('provider_sid__isnull', False), _connector='OR'), name='messaging_message_accepted_has_sid'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__one_of', ['queued', 'sending', 'uncertain', 'cancelled', 'expired']), _negated=True), ('provider_sid__isnull', True), _connector='OR'), name='messaging_message_sid_means_accepted'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state__one_of', ['delivered', 'undelivered', 'failed', 'cancelled', 'expired'])), models.Q(models.Q(('state__one_of', ['delivered', 'undelivered', 'failed', 'cancelled', 'expired']), _negated=True), ('settled_at__isnull', True)), _connector='OR'), name='messaging_message_final_is_settled'),
        ),
        migrations.AddConstraint(
            model_name='optout',
            constraint=models.CheckConstraint(condition=models.Q(('how__one_of', ['reply', 'desk', 'page', 'carrier', 'form', 'api'])), name='messaging_optout_how_known'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(('channel__one_of', ['sms', 'email', 'wecom'])), name='messaging_preference_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__one_of', ['verify', 'notify', 'promote'])), name='messaging_template_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__one_of', ['draft', 'submitted', 'approved', 'rejected', 'withdrawn'])), name='messaging_templateversion_state_known'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__one_of', ['approved', 'rejected']), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='messaging_templateversion_decision_is_dated'),
        ),
    ]
