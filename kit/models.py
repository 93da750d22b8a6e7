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
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, (models.CharField, models.TextField)) and isinstance(value, str):
            setattr(row, field.attname, text.clean(value).strip())
