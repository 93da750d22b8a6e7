"""Who wants no messages, and who agreed to which: two ledgers, only ever added to."""

from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit import phones
from messaging.models.message import E164


class How(models.TextChoices):
    """How we learned it."""

    REPLY = "reply", _("by reply")
    DESK = "desk", _("told a colleague")
    PAGE = "page", _("on the page for it")
    CARRIER = "carrier", _("reported by the carrier")
    FORM = "form", _("on the inquiry form")
    API = "api", _("by another system")


class Subject(models.TextChoices):
    """What a consent is for."""

    FOLLOW_UP = "follow_up", _("follow-up")
    PROMOTIONAL = "promotional", _("promotion")


class LedgerQuerySet(models.QuerySet["OptOut"]):
    """Adjectives for lines about a number."""

    def latest_per_number(self) -> Self:
        """The line that counts for each number, newest first."""
        newer = OptOut.objects.filter(number=models.OuterRef("number"), id__gt=models.OuterRef("id"))
        return self.filter(~models.Exists(newer)).order_by("-id")

    def active(self) -> Self:
        """The numbers that have opted out and not in again."""
        return self.latest_per_number().filter(is_out=True)


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Adjectives for lines about a number and a subject."""

    def latest_per_number(self, numbers: Collection[str]) -> Self:
        """The line that counts for each of these numbers and each subject."""
        return self.filter(number__in=numbers).order_by("number", "subject", "-id").distinct("number", "subject")


class OptOut(models.Model):
    """A line about one number: closed, or opened again; the latest one counts, and beats every purpose."""

    number = models.CharField(_("number"), max_length=16)
    is_out = models.BooleanField(_("closed"))
    how = models.CharField(_("how"), max_length=7, choices=How)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        indexes = [models.Index(fields=["number", "-id"], name="messaging_optout_by_number")]
        constraints = [
            models.CheckConstraint(condition=Q(how__in=How.values), name="messaging_optout_how_known"),
            models.CheckConstraint(condition=Q(number__regex=E164), name="messaging_optout_number_is_e164"),
            models.CheckConstraint(
                condition=~Q(how=How.DESK) | Q(by__isnull=False), name="messaging_optout_desk_says_who"
            ),
        ]

    def __str__(self) -> str:
        """The number without its middle."""
        return self.masked_number

    @property
    def masked_number(self) -> str:
        """The number as any colleague may see it."""
        return phones.mask(self.number)


class Consent(models.Model):
    """A line about one number and one subject: given or withdrawn, how, and to which words; the latest one counts."""

    number = models.CharField(_("number"), max_length=16)
    subject = models.CharField(_("subject"), max_length=11, choices=Subject)
    is_given = models.BooleanField(_("given"))
    how = models.CharField(_("how"), max_length=7, choices=How)
    wording = models.CharField(_("wording version"), max_length=40, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by")
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["number", "subject", "-id"], name="messaging_consent_by_number")]
        constraints = [
            models.CheckConstraint(condition=Q(how__in=How.values), name="messaging_consent_how_known"),
            models.CheckConstraint(condition=Q(subject__in=Subject.values), name="messaging_consent_subject_known"),
            models.CheckConstraint(condition=Q(number__regex=E164), name="messaging_consent_number_is_e164"),
            models.CheckConstraint(
                condition=Q(is_given=False) | ~Q(wording=""), name="messaging_consent_names_its_wording"
            ),
            models.CheckConstraint(
                condition=~Q(how=How.DESK) | Q(by__isnull=False), name="messaging_consent_desk_says_who"
            ),
        ]

    def __str__(self) -> str:
        """The number without its middle, and the subject."""
        return f"{self.masked_number} {self.subject}"

    @property
    def masked_number(self) -> str:
        """The number as any colleague may see it."""
        return phones.mask(self.number)
