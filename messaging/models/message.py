"""One text message to one number, from the request to the receipt: the row of the outbox."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit import phones
from kit.models import Timestamped
from messaging.models.template import TemplateVersion
from messaging.rules.receipts import State


class Purpose(models.TextChoices):
    """Why a message is sent; it decides the hours and what happens when it stays unknown whether it was sent."""

    TRANSACTIONAL = "transactional", _("notice")
    FOLLOW_UP = "follow_up", _("follow-up")
    PROMOTIONAL = "promotional", _("promotion")
    PERSONAL = "personal", _("written by a consultant")

    @property
    def is_limited(self) -> bool:
        """Whether it keeps to the sending window, and to two a day for one number."""
        return self is not Purpose.TRANSACTIONAL


class Channel(models.TextChoices):
    """The channel a message is sent by."""

    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    WECOM = "wecom", _("WeCom robot")


STATE_LABELS = {
    State.QUEUED: _("waiting"),
    State.SENDING: _("being sent"),
    State.ACCEPTED: _("accepted by the carrier"),
    State.DELIVERED: _("delivered"),
    State.UNDELIVERED: _("not delivered"),
    State.FAILED: _("failed"),
    State.CANCELLED: _("cancelled"),
    State.EXPIRED: _("too late to send"),
    State.UNCERTAIN: _("unclear whether sent"),
}
BADGES = {
    State.ACCEPTED: "badge-info",
    State.DELIVERED: "badge-ok",
    State.UNCERTAIN: "badge-warn",
    State.UNDELIVERED: "badge-danger",
    State.FAILED: "badge-danger",
}
# The codes users ask about; carriers change the others too often to translate them.
ERROR_WORDS = {
    "landline": _("a landline cannot receive texts"),
    "foreign": _("this gateway reaches mainland numbers only"),
    "no_provider_template": _("this template is not registered with the carrier"),
    "opted_out": _("the recipient has opted out"),
    "no_consent": _("the recipient has not agreed to such texts"),
    "left": _("the recipient does not work here any more"),
    "left_its_owner": _("the lead left its consultant before it was sent"),
    "subject_closed": _("the matter was dealt with before it left"),
    "21211": _("the number does not exist"),
    "21408": _("texts to this country are not enabled"),
    "21610": _("the recipient has opted out"),
    "21614": _("not a mobile number"),
    "30003": _("the phone was switched off or out of reach"),
    "30004": _("blocked by the recipient"),
    "30005": _("unknown number"),
    "30006": _("a landline cannot receive texts"),
    "30007": _("filtered by the carrier"),
}
CHOICES = [(state.value, label) for state, label in STATE_LABELS.items()]
KNOWN = [state.value for state in State]
FINAL = [state.value for state in State.final()]
TAKEN = [state.value for state in State.taken()]
UNCONFIRMED = [state.value for state in State.unconfirmed()]
E164 = r"^\+[1-9][0-9]{6,14}$"
LOOKS_BEFORE_JUDGEMENT = 2
# How often the provider is asked about a message it took and does not report on.
QUESTIONS = 6
MOST_A_DAY = 2
# What a place of the day that is taken breaks, and what a message at the provider that another row has.
ONE_A_PLACE = "messaging_message_one_a_place"
ONE_PROVIDER_NUMBER = "messaging_message_one_provider_number"


def _is_registered_at(gateway: str) -> Q:
    versions = TemplateVersion.objects.filter(pk=models.OuterRef("version_id"), provider_ids__has_key=gateway)
    return Q(to_number__startswith="+86") & Q(models.Exists(versions))


class MessageQuerySet(models.QuerySet["Message"]):
    """Adjectives for messages; whatever compares with the present uses the database's clock."""

    def about(self, *topics: str) -> Self:
        """Messages about a topic, newest first."""
        return self.filter(topic__in=topics).order_by("-id")

    def queued(self) -> Self:
        """Messages that no dispatcher has claimed."""
        return self.filter(state=State.QUEUED)

    def due(self) -> Self:
        """Queued messages whose hour has come, the longest waiting first."""
        return self.queued().filter(due_at__lte=Now()).order_by("due_at")

    def due_by(self, at: datetime) -> Self:
        """Queued messages whose hour had come at a given instant, the longest waiting first."""
        return self.queued().filter(due_at__lte=at).order_by("due_at")

    def registered_at(self, gateway: str) -> Self:
        """Messages that a gateway for registered templates can carry: to the mainland, in a template it knows."""
        return self.filter(_is_registered_at(gateway))

    def not_registered_at(self, gateway: str) -> Self:
        """Messages that such a gateway cannot carry."""
        return self.filter(~_is_registered_at(gateway))

    def uncertain(self) -> Self:
        """Messages that may or may not have reached the provider."""
        return self.filter(state=State.UNCERTAIN)

    def unresolved(self) -> Self:
        """Uncertain messages whose next look at the provider is due."""
        return self.uncertain().filter(looks__lt=LOOKS_BEFORE_JUDGEMENT, due_at__lte=Now()).order_by("due_at")

    def unreported(self) -> Self:
        """Accepted messages whose next question to the provider is due."""
        return self.filter(state=State.ACCEPTED, looks__lt=QUESTIONS, due_at__lte=Now()).order_by("due_at")


class Message(Timestamped):
    """A message whose text is fixed when it is posted.

    `attempts` counts the claims and fences them: only the holder of the latest number may finish. `looks` counts the
    times the provider's list was searched in vain. `due_at` is when to act next: to send while queued, to look while
    uncertain, to ask for the receipt while accepted. After `expires_at` it is not sent any more. A text has a
    `to_number`, an e-mail and a robot an `address`; `recipient` is the number of the person in either
    case. `words` and `version` say what the text was made of, for carriers that take no text but a registered
    template; own words have no `template`. `by` wrote it by hand, None is the system. `day` and `share` are its place
    among the two a number may get in a day.
    """

    uuid = models.UUIDField(_("public key"), default=uuid.uuid4, unique=True, editable=False)
    dedupe_key = models.CharField(_("dedupe key"), max_length=120)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    template = models.CharField(_("template"), max_length=40, blank=True)
    body = models.TextField(_("text"))
    # Without an index: no page searches by it, and each inquiry would pay for it.
    version = models.ForeignKey(
        TemplateVersion,
        models.PROTECT,
        related_name="messages",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("version"),
    )
    words = models.JSONField(_("words"), default=dict, db_default={}, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, db_index=False, verbose_name=_("by")
    )
    channel = models.CharField(
        _("channel"), max_length=5, choices=Channel, default=Channel.SMS, db_default=Channel.SMS.value
    )
    to_number = models.CharField(_("recipient"), max_length=16, blank=True)
    recipient = models.CharField(_("for whom"), max_length=16, default="", db_default="", blank=True)
    address = models.CharField(_("address"), max_length=254, default="", db_default="", blank=True)
    purpose = models.CharField(_("purpose"), max_length=13, choices=Purpose)
    state = models.CharField(_("state"), max_length=11, choices=CHOICES, default=State.QUEUED.value)
    due_at = models.DateTimeField(_("due at"), db_default=Now())
    expires_at = models.DateTimeField(_("expires at"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    looks = models.PositiveSmallIntegerField(_("empty looks"), default=0)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    gateway = models.CharField(_("gateway"), max_length=20, blank=True)
    provider_sid = models.CharField(_("provider's number"), max_length=64, null=True, blank=True)  # noqa: DJ001  (unique, and many have none yet)
    provider_status = models.CharField(_("provider's status"), max_length=20, blank=True)
    error_code = models.CharField(_("error code"), max_length=40, blank=True)
    segments = models.PositiveSmallIntegerField(_("segments"))
    day = models.DateField(_("counted on"), null=True, blank=True)
    share = models.PositiveSmallIntegerField(_("place of the day"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["channel", "due_at"], condition=Q(state=State.QUEUED.value), name="messaging_message_next"
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state=State.ACCEPTED.value, looks__lt=QUESTIONS),
                name="messaging_message_unreported",
            ),
            models.Index(
                fields=["due_at"], condition=Q(state=State.UNCERTAIN.value), name="messaging_message_unresolved"
            ),
            models.Index(fields=["claimed_at"], condition=Q(state=State.SENDING.value), name="messaging_message_lease"),
            models.Index(fields=["topic", "-id"], name="messaging_message_topic"),
            models.Index(fields=["state", "-id"], name="messaging_message_by_state"),
        ]
        constraints = [
            # Not `unique=True`, beside which Django makes a second index for LIKE that no query uses.
            models.UniqueConstraint(fields=["dedupe_key"], name="messaging_message_posted_once"),
            models.UniqueConstraint(fields=["provider_sid"], name=ONE_PROVIDER_NUMBER),
            models.CheckConstraint(condition=Q(state__in=KNOWN), name="messaging_message_state_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="messaging_message_purpose_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="messaging_message_channel_known"),
            models.CheckConstraint(
                condition=~Q(channel=Channel.SMS) | Q(to_number__regex=E164), name="messaging_message_number_is_e164"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.SMS, address="") | ~Q(channel=Channel.SMS) & ~Q(address=""),
                name="messaging_message_address_fits_channel",
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=True, share__isnull=True)
                | Q(day__isnull=False, share__gte=1, share__lte=MOST_A_DAY),
                name="messaging_message_two_a_day",
            ),
            models.UniqueConstraint(
                fields=["to_number", "day", "share"],
                condition=Q(share__isnull=False),
                name=ONE_A_PLACE,
            ),
            models.CheckConstraint(condition=~Q(body="") & Q(segments__gte=1), name="messaging_message_says_something"),
            models.CheckConstraint(
                condition=~Q(state__in=TAKEN) | Q(provider_sid__isnull=False),
                name="messaging_message_accepted_has_sid",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=UNCONFIRMED) | Q(provider_sid__isnull=True),
                name="messaging_message_sid_means_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING.value) | Q(claimed_at__isnull=False, attempts__gte=1) & ~Q(gateway=""),
                name="messaging_message_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINAL, settled_at__isnull=False)
                | ~Q(state__in=FINAL) & Q(settled_at__isnull=True),
                name="messaging_message_final_is_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FAILED.value) | ~Q(error_code=""),
                name="messaging_message_failed_says_why",
            ),
        ]

    def __str__(self) -> str:
        """Template and recipient, without the number's middle."""
        return f"{self.template} → {self.masked_number}"

    @property
    def masked_number(self) -> str:
        """The recipient as any colleague may see it."""
        if self.to_number:
            return phones.mask(self.to_number)
        name, _at, host = self.address.partition("@")
        return f"{name[:1]}***@{host}" if host else f"…{name[-4:]}"

    @property
    def badge(self) -> str:
        """The colour its state is shown in."""
        return BADGES.get(State(self.state), "badge-muted")

    @property
    def error_words(self) -> str | Promise:
        """Why it failed, in words where we have any for the code."""
        return ERROR_WORDS.get(self.error_code, self.error_code)

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return State(self.state).is_final

    @property
    def needs_a_person(self) -> bool:
        """Whether the provider's list was searched in vain and only a user may decide."""
        return self.state == State.UNCERTAIN and self.looks >= LOOKS_BEFORE_JUDGEMENT
