"""A lead: a visitor who asked, and the consultant who owns the conversation."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultants.models import Consultant
from crm.leads.models.lead_queryset import IS_IN_POOL, OPEN_HERE, LeadQuerySet, UnmergedLeads
from crm.leads.models.organisation import Organisation
from crm.leads.rules import details
from crm.leads.rules.escalation_steps import ESCALATION_STEPS, EscalationStep
from crm.leads.rules.head_count import LARGEST_GROUP
from crm.leads.rules.reasons import Reason
from crm.leads.rules.sources import Source
from crm.leads.rules.stages import OPEN, PATH, Stage
from crm.leads.rules.tags import LONGEST_TAG, MOST_TAGS
from kit import phones, pinyin

# What a second open lead of one caller breaks.
ONE_OPEN_PER_CALLER = "leads_lead_one_open_per_caller"


class Lead(models.Model):
    """One conversation with one visitor: opened by an inquiry, ended by enrolment or loss.

    A lead has an owner or lies in the public pool (`pooled_at`), never neither, never both. `touched_at` is the latest
    of assigned, claimed and touched, from which the days until the pool are counted; `kept_at` stops that count.

    `phone` is E.164; `asked_at` is the instant of the first inquiry and the cohort every report counts it in;
    `response_due_at` is the first promise made, in duty time, or the one after rerouting;
    `escalation_instants` holds the instants of `ESCALATION_STEPS` for the present promise, `escalate_at` the next of
    them, None once a consultant has called. Two columns repeat what other rows say, for speed, and are written only
    beside them: `next_step_at` is the planned call's due time; `furthest` is the last stage on the path that the
    timeline shows (a cancelled registration does not count), by which every funnel counts. `pinyin` spells the name
    for searching (`kit.pinyin`). `tags` are words of the consultants' own. `pinned` is the note that stands above
    the timeline. A lead that an import opened by mistake is lost and `taken_back_at`: no list and no report counts it.
    A lead merged into another stays as it is, with timeline, inquiries and registrations; `objects` leaves it out.
    """

    phone = models.CharField(_("phone"), max_length=16)
    phone_extension = models.CharField(_("extension"), max_length=6, blank=True, default="", db_default="")
    name = models.CharField(_("form of address"), max_length=40)
    pinyin = models.TextField(db_default="", editable=False)
    title = models.CharField(_("position"), max_length=40, blank=True, default="", db_default="")
    email = models.EmailField(_("e-mail"), blank=True, default="", db_default="")
    wechat = models.CharField(_("WeChat ID"), max_length=40, blank=True, default="", db_default="")
    head_count = models.PositiveIntegerField(_("head count"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="leads",
        null=True,
        blank=True,
        db_index=False,
    )
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    month = models.CharField(_("wished month"), max_length=20, blank=True)
    budget = models.PositiveIntegerField(_("budget in yuan"), null=True, blank=True)
    remarks = models.TextField(_("kept in mind"), max_length=1000, blank=True, default="", db_default="")
    tags = ArrayField(
        models.CharField(max_length=LONGEST_TAG), verbose_name=_("tags"), default=list, db_default=[], blank=True
    )
    pinned = models.ForeignKey(
        "leads.Activity",
        verbose_name=_("pinned note"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        db_index=False,  # activities are never deleted
    )
    owner = models.ForeignKey(
        Consultant,
        verbose_name=_("consultant"),
        on_delete=models.PROTECT,
        related_name="leads",
        null=True,
        blank=True,
        db_index=False,  # leads_lead_all_of_owner begins with it
    )
    pooled_at = models.DateTimeField(_("in the pool since"), null=True, blank=True)
    pooled_from = models.ForeignKey(
        Consultant,
        verbose_name=_("last owner"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,  # read with the pool only
    )
    touched_at = models.DateTimeField(_("last touched"), db_default=Now())
    warned_at = models.DateTimeField(_("owner warned at"), null=True, blank=True, editable=False)
    kept_at = models.DateTimeField(_("kept since"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.NEW)
    furthest = models.CharField(
        _("furthest stage"), max_length=12, choices=[(s.value, s.label) for s in PATH], default=Stage.NEW
    )
    lost_reason = models.CharField(_("why lost"), max_length=120, blank=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    source_page_id = models.BigIntegerField(null=True, blank=True, editable=False)
    routing_reason = models.CharField(
        _("why this consultant"), max_length=12, choices=[(r.value, r.value) for r in Reason]
    )
    routing_trace = models.JSONField(default=dict, editable=False)
    asked_at = models.DateTimeField(_("asked at"))
    last_asked_at = models.DateTimeField(_("last asked at"))
    response_due_at = models.DateTimeField(_("answer due at"))
    first_response_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    response_duty_seconds = models.PositiveIntegerField(_("duty time to the first answer"), null=True, blank=True)
    escalation_instants = ArrayField(models.DateTimeField(), default=list, db_default=[], blank=True, editable=False)
    escalate_at = models.DateTimeField(_("next escalation at"), null=True, blank=True, editable=False)
    backup = models.ForeignKey(
        Consultant,
        verbose_name=_("covering"),
        on_delete=models.PROTECT,
        related_name="backup_leads",
        null=True,
        blank=True,
        db_index=False,  # leads_lead_backup holds the few that have one
    )
    next_step_at = models.DateTimeField(_("next step at"), null=True, blank=True)
    next_step_note = models.CharField(_("next step"), max_length=80, blank=True)
    # leads_lead_merged holds the few that are.
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="+", null=True, db_index=False)

    objects = UnmergedLeads()
    all_objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="leads_lead_stage_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="leads_lead_source_known"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.LOST) | ~Q(lost_reason=""),
                name="leads_lead_lost_says_why",
                violation_error_message=_("A lost lead needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=OPEN) | Q(next_step_at=None), name="leads_lead_closed_has_no_next_step"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(stage=Stage.LOST), name="leads_lead_taken_back_is_lost"
            ),
            models.CheckConstraint(condition=Q(furthest__in=PATH), name="leads_lead_furthest_is_on_the_path"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ENROLLED) | Q(furthest=Stage.ENROLLED), name="leads_lead_enrolled_is_furthest"
            ),
            models.CheckConstraint(
                condition=Q(head_count=None) | Q(head_count__gte=1, head_count__lte=LARGEST_GROUP),
                name="leads_lead_head_count_is_a_group",
            ),
            models.CheckConstraint(condition=Q(tags__len__lte=MOST_TAGS), name="leads_lead_has_few_tags"),
            # Behind one switchboard several people may ask, each with an open lead.
            models.UniqueConstraint(
                F("phone"),
                Case(When(phone__regex=phones.SHARED, then=F("phone_extension")), default=Value("")),
                Case(When(phone__regex=phones.SHARED, then=F("name")), default=Value("")),
                condition=OPEN_HERE,
                name=ONE_OPEN_PER_CALLER,
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None)
                | (~Q(merged_into=F("pk")) & Q(next_step_at=None, escalate_at=None, backup=None, kept_at=None)),
                name="leads_lead_merged_is_at_rest",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, pooled_at=None) | IS_IN_POOL,
                name="leads_lead_is_owned_or_in_the_pool",
            ),
            models.CheckConstraint(
                condition=Q(pooled_at=None)
                | Q(stage__in=OPEN, next_step_at=None, escalate_at=None, backup=None, kept_at=None),
                name="leads_lead_pool_holds_only_open_leads_at_rest",
            ),
            models.CheckConstraint(
                condition=Q(escalate_at=None) | Q(stage__in=OPEN, escalation_instants__len=len(ESCALATION_STEPS)),
                name="leads_lead_only_open_leads_escalate",
            ),
        ]
        indexes = [
            GinIndex(fields=["tags"], name="leads_lead_tagged"),
            models.Index(F("phone"), F("asked_at").desc(), name="leads_lead_returning"),
            models.Index(
                fields=["owner", "next_step_at", "id"],
                condition=OPEN_HERE,
                include=["first_response_at"],
                name="leads_lead_desk",
            ),
            models.Index(fields=["next_step_at", "id"], condition=OPEN_HERE, name="leads_lead_desk_all"),
            models.Index(
                fields=["owner", "next_step_at", "id"],
                condition=OPEN_HERE & Q(first_response_at=None),
                name="leads_lead_waiting",
            ),
            models.Index(fields=["asked_at"], include=["owner"], condition=OPEN_HERE, name="leads_lead_lightness"),
            models.Index(fields=["owner", "-asked_at", "id"], name="leads_lead_all_of_owner"),
            models.Index(fields=["-pooled_at", "id"], condition=Q(pooled_at__isnull=False), name="leads_lead_pool"),
            models.Index(
                fields=["owner", "stage", "touched_at"],
                condition=Q(stage__in=OPEN, kept_at=None, owner__isnull=False),
                name="leads_lead_reclaim",
            ),
            models.Index(fields=["owner"], condition=Q(kept_at__isnull=False), name="leads_lead_kept"),
            models.Index(fields=["escalate_at"], condition=Q(escalate_at__isnull=False), name="leads_lead_escalation"),
            models.Index(fields=["backup"], condition=Q(backup__isnull=False), name="leads_lead_backup"),
            models.Index(
                fields=["organisation"], condition=Q(organisation__isnull=False), name="leads_lead_of_organisation"
            ),
            models.Index(
                fields=["asked_at"],
                condition=Q(taken_back_at=None, merged_into=None),
                include=["owner", "source", "source_page_id", "furthest", "first_response_at", "response_due_at"],
                name="leads_lead_cohort",
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="leads_lead_merged"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.masked_phone}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Spell the name anew where it is written."""
        if update_fields is None or "name" in update_fields:
            self.pinyin = pinyin.spelled(self.name)
            update_fields = None if update_fields is None else [*update_fields, "pinyin"]
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self) -> str:
        """The page of the lead."""
        return reverse("desk:lead", args=[self.pk])

    @property
    def topic(self) -> str:
        """The subject of messages about this lead."""
        return f"lead:{self.pk}"

    @property
    def promise_due_at(self) -> datetime | None:
        """When the call now owed was promised; None without a promise."""
        return (
            self.escalation_instants[ESCALATION_STEPS.index(EscalationStep.BACKUP)]
            if self.escalation_instants
            else None
        )

    @property
    def caller(self) -> tuple[str, ...]:
        """Equal for leads of one caller: the number, behind a landline with extension and name."""
        return (self.phone, self.phone_extension, self.name) if phones.is_shared(self.phone) else (self.phone,)

    def detail(self, name: str) -> str:
        """What one of `rules.details.DETAILS` says, as text; empty where it is not known."""
        return details.as_text(getattr(self, name))

    @property
    def masked_phone(self) -> str:
        """The number as pages show it."""
        return phones.mask(self.phone, self.phone_extension)

    @property
    def spaced_phone(self) -> str:
        """The number in groups of digits."""
        return phones.with_extension(phones.spaced(self.phone), self.phone_extension)

    @property
    def phone_link(self) -> str:
        """The `tel:` address."""
        return phones.link(self.phone, self.phone_extension)

    @property
    def phone_place(self) -> str:
        """Where the number was issued, as a hint."""
        return phones.place(self.phone)

    @property
    def is_in_pool(self) -> bool:
        """Whether it has no owner."""
        return self.pooled_at is not None

    @property
    def is_open(self) -> bool:
        """Whether it is not enrolled or lost yet."""
        return self.stage in OPEN
