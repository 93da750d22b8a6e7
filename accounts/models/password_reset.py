"""Letters for users who forgot their password, or have none yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class PasswordReset(models.Model):
    """A letter with a link for a new password: asked for, and sent by a task. The link itself is kept nowhere."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(sent_at=None), name="accounts_passwordreset_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d %H:%M}"
