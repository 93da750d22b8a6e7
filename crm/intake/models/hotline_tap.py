"""Taps on a hotline, the only trace of a telephone call on the site."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from consultants.models import Consultant
from crm.intake.models.inquiry import Inquiry


class HotlineTap(models.Model):
    """One tap on a `tel:` link, with the page it stood on and the visit it belongs to."""

    consultant = models.ForeignKey(
        Consultant, verbose_name=_("consultant"), on_delete=models.CASCADE, related_name="hotline_taps"
    )
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.SET_NULL, related_name="+", null=True)
    visit_id = models.UUIDField(_("visit"), null=True)
    at = models.DateTimeField(_("at"))
    inquiry = models.OneToOneField(
        Inquiry,
        verbose_name=_("the call it led to"),
        on_delete=models.SET_NULL,
        related_name="tap",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("hotline tap")
        verbose_name_plural = _("hotline taps")
        indexes = [
            models.Index(fields=["consultant", "-at"], name="intake_hotlinetap_recent"),
            models.Index(fields=["-at"], condition=Q(inquiry=None), name="intake_hotlinetap_fresh"),
        ]

    def __str__(self) -> str:
        return f"{self.consultant_id} {self.at:%Y-%m-%d %H:%M}"
