from django.db import migrations

NAMES = {'Moderators approval': '审核'}


def rename(apps, schema_editor):
    """Editors read these names on every page: Wagtail writes them in English and translates none of them."""
    for model in ('Workflow', 'Task'):
        for old, new in NAMES.items():
            apps.get_model('wagtailcore', model).objects.filter(name=old).update(name=new)
    apps.get_model('wagtailcore', 'Page').objects.filter(depth=1, title='Root').update(title='根目录', draft_title='根目录')


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0002_published_in_the_calendar'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
