"""A lead: somebody who asked, and the consultant whose affair it is."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models import Consultant, Leave
from crm.models.organisation import Organisation
from crm.rules.attribution import Source
from crm.rules.head_count import LARGEST_GROUP
from crm.rules.ladder import RUNGS, Rung
from crm.rules.routing import Reason
from crm.rules.stages import OPEN, PATH, Stage
from kit import clock, phones
from kit.phones import Phone

IS_OPEN = Q(stage__in=OPEN)
IS_WAITING = IS_OPEN & Q(first_response_at=None)
IS_IN_POOL = Q(owner=None, pooled_at__isnull=False)
TIGHT = timedelta(minutes=15)


class LeadQuerySet(models.QuerySet["Lead"]):
    """Leads, narrowed for one pair of eyes."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A manager sees all, a consultant her own, those she stands in for and the pool, anybody else none.

        Who covers for a colleague on leave sees her leads exactly as long as the leave lasts.
        """
        if isinstance(user, AnonymousUser) or not user.works_leads:
            return self.none()
        if user.sees_all_leads:
            return self
        return self.seen_by(user.pk, clock.now())

    def of_caller(self, phone: Phone, name: str) -> Self:
        """Those of one person: everybody behind a mobile number is one, behind a landline the name tells them apart."""
        found = self.filter(phone=phone.e164)
        return found.filter(phone_extension=phone.extension, name=name) if phone.is_shared else found

    def seen_by(self, user: int, at: datetime) -> Self:
        """What a consultant may see at an instant."""
        own = Q(owner__user=user) | Q(backup__user=user) | Q(pooled_at__isnull=False)
        return self.filter(own | Q(owner__in=covered_by(user, at)))

    def standing_in(self, user: User | AnonymousUser, at: datetime) -> Self:
        """What a person does for others: today's work and first calls of desks covered, and promises taken over."""
        if isinstance(user, AnonymousUser) or not user.works_leads:
            return self.none()
        return self.done_for_others_by(user.pk, at, clock.midnight_after(at))

    def done_for_others_by(self, user: int, at: datetime, midnight: datetime) -> Self:
        """What a consultant does for colleagues from an instant until midnight, and every first call."""
        wanted = Q(next_step_at__lt=midnight) | IS_WAITING
        covered = self.filter(IS_OPEN, wanted, owner__in=covered_by(user, at))
        taken_over = self.filter(IS_OPEN, backup=desk_of(user))
        # An OR of the two would be a filter over every open lead; each half is an index's own question.
        return self.filter(pk__in=covered.values("pk").union(taken_over.values("pk")))

    def on_desk_of(self, user: User | AnonymousUser) -> Self:
        """What lies on a person's own desk: a consultant's own leads, a manager's are all."""
        if isinstance(user, AnonymousUser) or not user.works_leads:
            return self.none()
        return self if user.sees_all_leads else self.owned_by(user.pk)

    def owned_by(self, user: int) -> Self:
        """Those of one consultant, by the key she signs in with."""
        return self.filter(owner=desk_of(user))

    def in_pool(self) -> Self:
        """Those nobody owns; the constraint makes one column say so."""
        return self.filter(pooled_at__isnull=False)

    def claimable_by(self, consultant: Consultant, *, cold_since: datetime) -> Self:
        """Those in the pool that this consultant did not lose herself after `cold_since`."""
        return self.filter(IS_IN_POOL).exclude(pooled_from=consultant, pooled_at__gt=cold_since)

    def kept(self) -> Self:
        """Those their owner keeps out of the pool."""
        return self.filter(kept_at__isnull=False)

    def asked_between(self, since: datetime, until: datetime) -> Self:
        """The cohort: first asked from `since` up to but without `until`."""
        return self.filter(asked_at__gte=since, asked_at__lt=until)

    def reached(self, stage: Stage) -> Self:
        """Those that came at least as far as this stage on the path."""
        return self.filter(furthest__in=PATH[PATH.index(stage) :])

    def open(self) -> Self:
        """Those somebody still works on."""
        return self.filter(IS_OPEN)

    def waiting(self) -> Self:
        """Open, and nobody has been reached yet."""
        return self.filter(IS_WAITING)

    def due_before(self, midnight: datetime) -> Self:
        """Open, answered once, and the next step falls due before midnight."""
        return self.filter(IS_OPEN & self.is_due_before(midnight))

    def overdue(self, at: datetime) -> Self:
        """Open, and the next step should have been taken."""
        return self.filter(IS_OPEN, next_step_at__lt=at)

    def matching(self, text: str) -> Self:
        """Those whose phone ends with the number typed, or whose name or organisation holds the words."""
        # Chinese has no capitals, and without UPPER the planner knows how rare a word is.
        holds = "contains" if text.lower() == text.upper() else "icontains"
        found = Q(**{f"name__{holds}": text}) | Q(**{f"organisation__name__{holds}": text})
        if ending := phones.ending(text):
            found |= Q(phone__endswith=ending)
        return self.filter(found)

    @staticmethod
    def is_due_before(midnight: datetime) -> Q:
        """The condition behind `due_before`, for counting."""
        return Q(first_response_at__isnull=False, next_step_at__lt=midnight)


def desk_of(user: int) -> models.Subquery:
    """The consultant who signs in with this key, looked up first, so that an index of her leads gives their order."""
    return models.Subquery(Consultant.objects.filter(user=user).order_by().values("pk")[:1])


def covered_by(user: int, at: datetime) -> models.QuerySet[Leave, Any]:
    """Whose leave this person covers at an instant; the leave itself is the only record of it."""
    return Leave.objects.confirmed().filter(cover__user=user, starts_at__lte=at, ends_at__gt=at).values("consultant")


class Lead(models.Model):
    """One affair with one person: opened by an inquiry, owned from the first ring, ended by enrolment or loss.

    A lead has an owner or lies in the public pool (`pooled_at`), never neither, never both. `touched_at` is the latest
    of assigned, claimed and touched, from which the days until the pool are counted; `kept_at` stops that count.

    `phone` is E.164; `asked_at` is the instant of the first inquiry and the cohort every report counts it in;
    `response_due_at` is the first promise made, in duty time, or what a second choice by the house made of it; `ladder`
    holds the instants of `RUNGS` for the promise of the moment, `escalate_at` the next of them, None once somebody has
    called. Two columns repeat what other rows say, for speed, and are written only beside them: `next_step_at` is the
    planned call's due time; `furthest` is the last stage on the path that the diary shows (a cancelled registration
    does not count), which every funnel counts by.
    """

    phone = models.CharField(_("phone"), max_length=16)
    phone_extension = models.CharField(_("extension"), max_length=6, blank=True, default="", db_default="")
    name = models.CharField(_("name"), max_length=40)
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
    owner = models.ForeignKey(
        Consultant,
        verbose_name=_("consultant"),
        on_delete=models.PROTECT,
        related_name="leads",
        null=True,
        blank=True,
        db_index=False,  # crm_lead_all_of_owner begins with it
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
    ladder = ArrayField(models.DateTimeField(), default=list, db_default=[], blank=True, editable=False)
    escalate_at = models.DateTimeField(_("next rung at"), null=True, blank=True, editable=False)
    backup = models.ForeignKey(
        Consultant,
        verbose_name=_("stands in"),
        on_delete=models.PROTECT,
        related_name="backup_leads",
        null=True,
        blank=True,
        db_index=False,  # crm_lead_backup holds the few that have one
    )
    next_step_at = models.DateTimeField(_("next step at"), null=True, blank=True)
    next_step_note = models.CharField(_("next step"), max_length=80, blank=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="crm_lead_stage_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="crm_lead_source_known"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.LOST) | ~Q(lost_reason=""),
                name="crm_lead_lost_says_why",
                violation_error_message=_("A lost lead needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=OPEN) | Q(next_step_at=None), name="crm_lead_closed_has_no_next_step"
            ),
            models.CheckConstraint(condition=Q(furthest__in=PATH), name="crm_lead_furthest_is_on_the_path"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ENROLLED) | Q(furthest=Stage.ENROLLED), name="crm_lead_enrolled_is_furthest"
            ),
            models.CheckConstraint(
                condition=Q(head_count=None) | Q(head_count__gte=1, head_count__lte=LARGEST_GROUP),
                name="crm_lead_head_count_is_a_group",
            ),
            # Behind one switchboard several people may ask, each with an open lead.
            models.UniqueConstraint(
                F("phone"),
                Case(When(phone__regex=phones.SHARED, then=F("phone_extension")), default=Value("")),
                Case(When(phone__regex=phones.SHARED, then=F("name")), default=Value("")),
                condition=Q(stage__in=OPEN),
                name="crm_lead_one_open_per_caller",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, pooled_at=None) | IS_IN_POOL,
                name="crm_lead_is_owned_or_in_the_pool",
            ),
            models.CheckConstraint(
                condition=Q(pooled_at=None)
                | Q(stage__in=OPEN, next_step_at=None, escalate_at=None, backup=None, kept_at=None),
                name="crm_lead_pool_holds_only_open_leads_at_rest",
            ),
            models.CheckConstraint(
                condition=Q(escalate_at=None) | Q(stage__in=OPEN, ladder__len=len(RUNGS)),
                name="crm_lead_only_open_leads_escalate",
            ),
        ]
        indexes = [
            models.Index(F("phone"), F("asked_at").desc(), name="crm_lead_returning"),
            models.Index(
                fields=["owner", "next_step_at", "id"],
                condition=Q(stage__in=OPEN),
                include=["first_response_at"],
                name="crm_lead_desk",
            ),
            models.Index(fields=["next_step_at", "id"], condition=Q(stage__in=OPEN), name="crm_lead_desk_all"),
            models.Index(
                fields=["owner", "next_step_at", "id"],
                condition=Q(stage__in=OPEN, first_response_at=None),
                name="crm_lead_waiting",
            ),
            models.Index(
                fields=["asked_at"], include=["owner"], condition=Q(stage__in=OPEN), name="crm_lead_lightness"
            ),
            models.Index(fields=["owner", "-asked_at", "id"], name="crm_lead_all_of_owner"),
            models.Index(fields=["-pooled_at", "id"], condition=Q(pooled_at__isnull=False), name="crm_lead_pool"),
            models.Index(
                fields=["owner", "stage", "touched_at"],
                condition=Q(stage__in=OPEN, kept_at=None, owner__isnull=False),
                name="crm_lead_reclaim",
            ),
            models.Index(fields=["owner"], condition=Q(kept_at__isnull=False), name="crm_lead_kept"),
            models.Index(fields=["escalate_at"], condition=Q(escalate_at__isnull=False), name="crm_lead_ladder"),
            models.Index(fields=["backup"], condition=Q(backup__isnull=False), name="crm_lead_backup"),
            models.Index(
                fields=["organisation"], condition=Q(organisation__isnull=False), name="crm_lead_of_organisation"
            ),
            models.Index(
                fields=["asked_at"],
                include=["owner", "source", "source_page_id", "furthest", "first_response_at", "response_due_at"],
                name="crm_lead_cohort",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.masked_phone}"

    @property
    def topic(self) -> str:
        """What messages about this lead are filed under."""
        return f"lead:{self.pk}"

    @property
    def promise_due_at(self) -> datetime | None:
        """Until when the call now owed was promised; None where no promise was made."""
        return self.ladder[RUNGS.index(Rung.BACKUP)] if self.ladder else None

    @property
    def initial(self) -> str:
        """The surname, for the round picture."""
        return self.name[:1]

    @property
    def masked_phone(self) -> str:
        """The number as every page shows it."""
        return phones.mask(self.phone, self.phone_extension)

    @property
    def spaced_phone(self) -> str:
        """The number as people read it aloud."""
        return phones.with_extension(phones.spaced(self.phone), self.phone_extension)

    @property
    def phone_link(self) -> str:
        """What a telephone dials."""
        return phones.link(self.phone, self.phone_extension)

    @property
    def phone_place(self) -> str:
        """Where the number was issued; a hint."""
        return phones.place(self.phone)

    @property
    def is_in_pool(self) -> bool:
        """Whether nobody owns it."""
        return self.pooled_at is not None

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.stage in OPEN

    def urgency(self, at: datetime) -> str:
        """How the desk colours its clock: `late`, `tight`, `calm` or `none`."""
        if not self.is_open or self.next_step_at is None:
            return "none"
        if self.next_step_at <= at:
            return "late"
        return "tight" if self.next_step_at - at <= TIGHT else "calm"
