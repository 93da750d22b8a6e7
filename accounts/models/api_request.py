"""Requests of machines and opened forms that may be repeated."""

from django.conf import settings
from django.db import models


class ApiRequest(models.Model):
    """What a request or a form with a key was answered; `digest` identifies its address and body."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="accounts_apirequest_one_per_key")]

    def __str__(self) -> str:
        return self.key
