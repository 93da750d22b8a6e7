"""A list of texts in a rule is one constant, which PostgreSQL reads faster (kit.models.OneOf)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultants', '0006_a_pause_has_its_beginning'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='dutychange',
            name='consultants_dutychange_why_known',
        ),
        migrations.RemoveConstraint(
            model_name='leave',
            name='consultants_leave_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='speciality',
            name='consultants_speciality_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='swap',
            name='consultants_swap_state_known',
        ),
        migrations.AddConstraint(
            model_name='dutychange',
            constraint=models.CheckConstraint(condition=models.Q(('why__one_of', ['roster', 'swap'])), name='consultants_dutychange_why_known'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=models.CheckConstraint(condition=models.Q(('state__one_of', ['requested', 'confirmed', 'declined'])), name='consultants_leave_state_known'),
        ),
        migrations.AddConstraint(
            model_name='speciality',
            constraint=models.CheckConstraint(condition=models.Q(('kind__one_of', ['programme', 'region', 'kind'])), name='consultants_speciality_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='swap',
            constraint=models.CheckConstraint(condition=models.Q(('state__one_of', ['proposed', 'accepted', 'declined', 'withdrawn'])), name='consultants_swap_state_known'),
        ),
    ]
