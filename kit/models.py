"""What many tables share."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kit import text


class Timestamped(models.Model):
    """A row that knows when it came and when it last changed."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        abstract = True


def clean_texts(row: models.Model) -> None:
    """Take from the texts of a row what no reader sees: called in `clean_fields`, which then judges what is left."""
    for field in row._meta.get_fields():
        if isinstance(field, (models.CharField, models.TextField)):
            value = getattr(row, field.name)
            if isinstance(value, str):
                setattr(row, field.name, text.clean(value).strip())
