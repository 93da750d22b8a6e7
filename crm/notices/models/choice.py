"""Which notices a user does not want."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.notices.rules.kinds import ALWAYS_ON, Topic


class NoticeChoice(models.Model):
    """The topics that a user has switched off, in the inbox and in the letter; without a row everything is on."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.CASCADE, related_name="notice_choice"
    )
    not_shown = ArrayField(models.CharField(max_length=11, choices=Topic), verbose_name=_("not shown"), default=list)
    not_mailed = ArrayField(models.CharField(max_length=11, choices=Topic), verbose_name=_("not mailed"), default=list)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.CheckConstraint(
                condition=~Q(not_shown__contains=[ALWAYS_ON.value]) & ~Q(not_mailed__contains=[ALWAYS_ON.value]),
                name="notices_noticechoice_escalations_stay_on",
                violation_error_message=_("Escalations cannot be switched off."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
