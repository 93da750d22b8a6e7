"""A notice to one user."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm.leads.models import Lead
from crm.notices.rules.kinds import NoticeKind

KEPT_FOR = timedelta(days=90)
IS_UNREAD = Q(is_shown=True, read_at=None)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, narrowed."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A user's own inbox."""
        if not isinstance(user, User) or not user.works_leads:
            return self.none()
        return self.filter(recipient=user, is_shown=True)

    def unread(self) -> Self:
        """Not read yet."""
        return self.filter(IS_UNREAD)

    def forgettable(self, at: datetime) -> Self:
        """Read long ago, or told by a letter alone."""
        return self.filter(Q(read_at__lt=at - KEPT_FOR) | Q(is_shown=False, created_at__lt=at - KEPT_FOR))


class Notice(models.Model):
    """What one user is told; the text is made when it is read, from the kind and the `facts`.

    It is about a `lead`, or about what stands at an `address`. `by` is None for the system. A user who has switched the
    topic off in the inbox gets a row that is not `is_shown`; `awaits_mail` until the morning letter has told of it.
    `created_at` is the instant of the act, by which undoing it finds the notice.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        related_name="notices",
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=14, choices=NoticeKind)
    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.CASCADE, related_name="+", null=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True)
    is_shown = models.BooleanField(_("in the inbox"), default=True)
    awaits_mail = models.BooleanField(_("waits for the letter"), default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notices_notice_kind_known"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notices_notice_of_user"),
            models.Index(fields=["recipient", "-created_at"], condition=IS_UNREAD, name="notices_notice_unread"),
            models.Index(fields=["created_at"], condition=Q(awaits_mail=True), name="notices_notice_for_letter"),
            models.Index(fields=["read_at"], name="notices_notice_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id}"
