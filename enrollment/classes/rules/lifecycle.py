"""The life of a class."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SessionState(TextChoices):
    """Only an open class takes groups; whether it is full is counted, not a state."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open for registration")
    CLOSED = "closed", _("closed")
    RUNNING = "running", _("running")
    FINISHED = "finished", _("finished")
    CANCELLED = "cancelled", _("cancelled")


class SessionKind(TextChoices):
    """Whether several organisations share a class."""

    OPEN = "open", _("open class")
    DEDICATED = "dedicated", _("dedicated class")
