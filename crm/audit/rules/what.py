"""What is audited. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class What(TextChoices):
    """What was done, as the page narrows by it."""

    REVEALED = "revealed", _("Number shown")
    EXPORTED = "exported", _("Exported")
    DOWNLOADED = "downloaded", _("Downloaded")
    REASSIGNED = "reassigned", _("Reassigned")
    IMPORTED = "imported", _("Imported")
    MERGED = "merged", _("Merged")
    TAKEN_BACK = "taken_back", _("Taken back")
