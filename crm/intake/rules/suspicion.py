"""Why an inquiry waits for review before it is routed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Suspicion(TextChoices):
    """What is odd about an inquiry."""

    TRAP = "trap", _("filled in a field that people do not see")
    ADVERTISING = "advertising", _("reads like advertising")
    MISTAKE = "mistake", _("a call that was written down by mistake")
