"""A list of texts in a rule is one constant, which PostgreSQL reads faster (kit.models.OneOf)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0001_the_pages_the_centre_publishes'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='articlepage',
            name='content_articlepage_origin_known',
        ),
        migrations.AddConstraint(
            model_name='articlepage',
            constraint=models.CheckConstraint(condition=models.Q(('origin__one_of', ['own', 'repost'])), name='content_articlepage_origin_known'),
        ),
    ]
