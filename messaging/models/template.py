"""Templates of messages, each with the history of its versions."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.models import Timestamped


class TemplatePurpose(models.TextChoices):
    """What carriers register a template for; promotions alone need the recipient's consent."""

    VERIFY = "verify", _("verification")
    NOTIFY = "notify", _("notice")
    PROMOTE = "promote", _("promotion")


class Language(models.TextChoices):
    """The language a template is written in."""

    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"


class Approval(models.TextChoices):
    """How far a version has come; the newest approved one is what is sent."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


APPROVAL_BADGES = {
    Approval.DRAFT: "badge-muted",
    Approval.SUBMITTED: "badge-info",
    Approval.APPROVED: "badge-ok",
    Approval.REJECTED: "badge-danger",
    Approval.WITHDRAWN: "badge-muted",
}
KEY = r"^[a-z][a-z0-9_]{2,39}$"


class TemplateQuerySet(models.QuerySet["Template"]):
    """Templates, narrowed."""

    def notices(self) -> Self:
        """What the system sends, to colleagues too."""
        return self.exclude(purpose=TemplatePurpose.PROMOTE).filter(for_consultants=False)


class Template(Timestamped):
    """A template that other apps post by its `key`; `variables` are the words they give with it.

    With `for_consultants` not the system sends it, but a consultant from the page of a lead. `language` is that of its
    text.
    """

    key = models.CharField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=7, choices=TemplatePurpose)
    variables = ArrayField(models.CharField(max_length=30), verbose_name=_("variables"), default=list, blank=True)
    for_consultants = models.BooleanField(_("consultants send it from a lead"), default=False, db_default=False)
    language = models.CharField(
        _("language"), max_length=7, choices=Language, default=Language.CHINESE, db_default=Language.CHINESE.value
    )

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=TemplatePurpose.values), name="messaging_template_purpose_known"
            ),
            models.CheckConstraint(condition=Q(key__regex=KEY), name="messaging_template_key_is_plain"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="messaging_template_language_known"),
        ]

    def __str__(self) -> str:
        """Its title."""
        return self.title

    @property
    def is_promotion(self) -> bool:
        """Whether it advertises."""
        return self.purpose == TemplatePurpose.PROMOTE


class TemplateVersion(models.Model):
    """One version of a template, never rewritten: an edit is the next version.

    `provider_ids` maps a gateway's name to the id the carrier gave this version. The database refuses to change what
    was written and to delete a version; only approval and provider ids move.
    """

    template = models.ForeignKey(Template, models.PROTECT, related_name="versions", verbose_name=_("template"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("text"), max_length=500)
    signature = models.CharField(_("signature"), max_length=20, blank=True)
    state = models.CharField(_("approval"), max_length=9, choices=Approval, default=Approval.DRAFT)
    provider_ids = models.JSONField(_("carriers' ids"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("written by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("version of a template")
        verbose_name_plural = _("versions of templates")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="messaging_templateversion_one_a_number"),
            models.UniqueConstraint(
                fields=["template"],
                condition=Q(state__in=[Approval.DRAFT, Approval.SUBMITTED]),
                name="messaging_templateversion_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=Approval.values), name="messaging_templateversion_state_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="messaging_templateversion_says_something"),
            models.CheckConstraint(
                condition=~Q(state__in=[Approval.APPROVED, Approval.REJECTED]) | Q(decided_at__isnull=False),
                name="messaging_templateversion_decision_is_dated",
            ),
        ]

    def __str__(self) -> str:
        """Its number."""
        return f"v{self.number}"

    @property
    def badge(self) -> str:
        """The colour its approval is shown in."""
        return APPROVAL_BADGES[Approval(self.state)]

    @property
    def is_open(self) -> bool:
        """Whether it is undecided."""
        return self.state in {Approval.DRAFT, Approval.SUBMITTED}

    @property
    def full_text(self) -> str:
        """With the signature in front, as the carrier registers it."""
        return f"【{self.signature or settings.SMS_SIGNATURE}】{self.text}"
