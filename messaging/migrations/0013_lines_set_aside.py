"""What a provider posts and nobody can read is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0012_the_wording_of_a_review'),
    ]

    operations = [
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gateway', models.CharField(max_length=20, verbose_name='gateway')),
                ('line', models.TextField(verbose_name='line')),
                ('reason', models.CharField(max_length=80, verbose_name='reason')),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received at')),
            ],
            options={
                'verbose_name': 'line set aside',
                'verbose_name_plural': 'lines set aside',
                'indexes': [models.Index(fields=['-received_at'], name='messaging_setaside_newest')],
            },
        ),
    ]
