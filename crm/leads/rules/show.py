"""What a timeline may be narrowed to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Show(models.TextChoices):
    """The groups of a timeline's entries; each entry is in one of them, and in the first."""

    ALL = "all", _("All")
    CALLS = "calls", _("Phone calls")
    NOTES = "notes", _("Notes")
    TEXTS = "texts", _("Texts")
    FILES = "files", _("Files")
    CHANGES = "changes", _("What changed")
    SYSTEM = "system", _("System")
