"""A list of texts in a rule is one constant, which PostgreSQL reads faster (kit.models.OneOf)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_a_list_is_one_constant'),
        ('consultants', '0007_a_list_is_one_constant'),
        ('crm', '0026_a_list_is_one_constant'),
        ('enrollment', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='classsession',
            name='enrollment_session_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='classsession',
            name='enrollment_session_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='enrollment_registration_state_known',
        ),
        migrations.AddConstraint(
            model_name='classsession',
            constraint=models.CheckConstraint(condition=models.Q(('state__one_of', ['draft', 'open', 'closed', 'running', 'finished', 'cancelled'])), name='enrollment_session_state_known'),
        ),
        migrations.AddConstraint(
            model_name='classsession',
            constraint=models.CheckConstraint(condition=models.Q(('kind__one_of', ['open', 'dedicated'])), name='enrollment_session_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('state__one_of', ['confirmed', 'cancelled'])), name='enrollment_registration_state_known'),
        ),
    ]
