"""An inquiry: what was asked, as it was asked."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from consultants.models import Consultant
from crm.intake.rules.suspicion import Suspicion
from crm.leads.models import Action, Lead
from crm.leads.rules.sources import Source
from kit import phones

IS_TO_REVIEW = Q(lead=None, discarded_at=None)


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Inquiries, narrowed."""

    def to_review(self) -> Self:
        """Suspect ones that wait for review, the oldest first."""
        return self.filter(IS_TO_REVIEW).order_by("asked_at", "pk")

    def discarded(self) -> Self:
        """Those that were discarded, the latest first."""
        return self.filter(discarded_at__isnull=False).order_by("-discarded_at", "-pk")


class Inquiry(models.Model):
    """One question from one visitor, changed only by its second step, a review, or when a call is undone.

    `number` is what the visitor is told; `submission_key` makes a resent form the same inquiry; `phone_raw` keeps the
    spelling, `head_count_raw` what was written where that is more than a number. `promised_at` is by when a call was
    promised, None where no consultant works here. `telephone_action` is the action by which a call was written down; a
    call without one cannot be undone. A suspect inquiry (`suspect_reason`) has no lead until it is released, or is
    discarded with a reason.
    """

    number = models.CharField(_("number"), max_length=16)
    submission_key = models.UUIDField(unique=True, editable=False)
    lead = models.ForeignKey(
        Lead,
        verbose_name=_("lead"),
        on_delete=models.PROTECT,
        related_name="inquiries",
        null=True,
        blank=True,
        db_index=False,
    )
    telephone_action = models.OneToOneField(
        Action,
        verbose_name=_("call written down"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    asked_at = models.DateTimeField(_("asked at"))
    promised_at = models.DateTimeField(_("call promised by"), null=True, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("phone"), max_length=16)
    phone_raw = models.CharField(_("phone as typed"), max_length=40)
    phone_extension = models.CharField(_("extension"), max_length=6, blank=True)
    head_count = models.PositiveIntegerField(_("head count"), null=True, blank=True)
    head_count_raw = models.CharField(_("head count as written"), max_length=40, blank=True, default="", db_default="")

    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.SET_NULL, related_name="inquiries", null=True, blank=True
    )
    page_title = models.CharField(_("page title"), max_length=120, blank=True)
    shown_consultant = models.ForeignKey(
        Consultant,
        verbose_name=_("consultant shown"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    visit_id = models.UUIDField(_("visit"), null=True, blank=True)
    landing_path = models.CharField(_("landing page"), max_length=200, blank=True)
    referrer = models.CharField(_("referrer"), max_length=120, blank=True)
    utm = models.JSONField(default=dict, blank=True)

    consent_version = models.CharField(_("consent text"), max_length=20)
    consent_address = models.GenericIPAddressField(_("consented from"), null=True, blank=True)

    theme = models.CharField(_("theme"), max_length=60, blank=True)
    month = models.CharField(_("wished month"), max_length=20, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=80, blank=True)
    remarks = models.TextField(_("remarks"), max_length=1000, blank=True)
    detailed_at = models.DateTimeField(_("details given at"), null=True, blank=True)

    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.SITE, db_default=Source.SITE)
    suspect_reason = models.CharField(_("why it looks odd"), max_length=40, choices=Suspicion, blank=True)
    alarmed_at = models.DateTimeField(_("alarm raised at"), null=True, blank=True, editable=False)
    discarded_at = models.DateTimeField(_("discarded at"), null=True, blank=True)
    discard_reason = models.CharField(_("why discarded"), max_length=120, blank=True, default="", db_default="")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        ordering = ["-asked_at"]
        constraints = [
            # Not `unique=True`, for which Django makes a second index for LIKE that no query uses.
            models.UniqueConstraint(fields=["number"], name="intake_inquiry_number_once"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="intake_inquiry_source_known"),
            models.CheckConstraint(
                condition=Q(suspect_reason__in=["", *Suspicion.values]), name="intake_inquiry_suspect_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(discarded_at=None, discard_reason="")
                | Q(discarded_at__isnull=False, lead=None) & ~Q(discard_reason=""),
                name="intake_inquiry_discarded_says_why",
                violation_error_message=_("Say why the inquiry is discarded."),
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | ~Q(suspect_reason=""), name="intake_inquiry_belongs_to_a_lead"
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "asked_at"], name="intake_inquiry_of_lead"),
            models.Index(fields=["asked_at"], condition=IS_TO_REVIEW, name="intake_inquiry_to_review"),
            models.Index(
                fields=["-discarded_at"], condition=Q(discarded_at__isnull=False), name="intake_inquiry_discarded"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def spaced_phone(self) -> str:
        """The number as people read it aloud."""
        return phones.with_extension(phones.spaced(self.phone), self.phone_extension)
