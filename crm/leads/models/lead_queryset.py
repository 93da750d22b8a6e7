"""Leads, narrowed."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self, TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from consultants.models import Consultant, Leave
from crm.leads.rules.due import Due
from crm.leads.rules.stages import OPEN, PATH, Stage
from kit import clock, phones, pinyin
from kit.phones import Phone

if TYPE_CHECKING:
    from crm.leads.models.lead import Lead

IS_OPEN = Q(stage__in=OPEN)
# Open leads that were not merged into another.
OPEN_HERE = IS_OPEN & Q(merged_into=None)
IS_WAITING = IS_OPEN & Q(first_response_at=None)
# So many digits find a phone wherever they stand in it.
FEWEST_DIGITS = 4
HOME = "+86"
IS_IN_POOL = Q(owner=None, pooled_at__isnull=False)
# No consultant has called since the visitor was promised a call.
IS_PROMISED = Q(escalate_at__isnull=False)


class LeadQuerySet(models.QuerySet["Lead"]):
    """Leads, narrowed by a person, a stage, a deadline or a search.

    Methods that take a `user` find nothing for a visitor and for roles that do not work on leads.
    """

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Leads that a user may open: those of `worked_on_by`, and the pool; a manager's are all."""
        if not _works_leads(user):
            return self.none()
        return self if user.sees_all_leads else self.filter(Q(pooled_at__isnull=False) | _works_on(user, clock.now()))

    def worked_on_by(self, user: User | AnonymousUser, at: datetime) -> Self:
        """A consultant's own leads, those of colleagues on leave at `at`, and promises taken over; a manager's are all.

        A cover sees the leads of a colleague exactly as long as the leave lasts.
        """
        if not _works_leads(user):
            return self.none()
        return self if user.sees_all_leads else self.filter(_works_on(user, at))

    def to_cover(self, user: User | AnonymousUser, at: datetime) -> Self:
        """What a user does for colleagues: today's work and first calls of those on leave, and promises taken over."""
        if not _works_leads(user):
            return self.none()
        covered = self.filter(IS_OPEN, _is_due(at), owner__in=_covered_by(user, at))
        taken_over = self.filter(IS_OPEN, backup=_consultant_of(user))
        # An OR of the two would be a filter over every open lead; each half is found by an index of its own.
        return self.filter(pk__in=covered.values("pk").union(taken_over.values("pk")))

    def queue_of(self, user: User | AnonymousUser, at: datetime) -> Self:
        """What a user works through today: what is late, promised, due or without a next step, cover leads too."""
        own = self.on_desk_of(user).open().filter(owner__isnull=False)
        if not _works_leads(user) or user.sees_all_leads:
            return own.filter(_is_due(at))
        # Each part of what is due is found by an index of its own.
        parts = (own.filter(part).values("pk") for part in _parts_of_due(at))
        return self.filter(pk__in=self.to_cover(user, at).values("pk").union(*parts))

    def by_urgency(self, at: datetime) -> Self:
        """Ordered by the groups of `rules.queue`; of what is late, promised calls first."""
        late = Q(next_step_at__lt=at)
        ranks = (late & IS_PROMISED, late, Q(next_step_at__isnull=False) & IS_PROMISED, Q(next_step_at__isnull=False))
        whens = [When(condition, then=Value(rank)) for rank, condition in enumerate(ranks)]
        return self.order_by(Case(*whens, default=Value(len(ranks))), "next_step_at", "pk")

    def settled(self, at: datetime) -> Self:
        """Leads that have ended, or are planned for a later day."""
        return self.exclude(IS_OPEN & _is_due(at))

    def on_desk_of(self, user: User | AnonymousUser) -> Self:
        """A consultant's own leads; a manager's are all."""
        if not _works_leads(user):
            return self.none()
        return self if user.sees_all_leads else self.filter(owner=_consultant_of(user))

    def of_caller(self, phone: Phone, name: str) -> Self:
        """Leads of one caller: a mobile number is one caller, behind a landline extension and name tell them apart."""
        if not phone.is_shared:
            return self.reached_by(phone.e164)
        own = self._unmerged_rows(phone=phone.e164, phone_extension=phone.extension, name=name)
        further = self._unmerged_rows(phones__phone=phone.e164, phones__extension=phone.extension, name=name)
        return self.filter(pk__in=own.union(further))

    def reached_by(self, *numbers: str) -> Self:
        """Leads with one of these numbers (E.164), as the preferred one or a further one."""
        # An OR of the two would be a filter over every lead; each half is found by an index of its own.
        own, further = self._unmerged_rows(phone__in=numbers), self._unmerged_rows(phones__phone__in=numbers)
        return self.filter(pk__in=own.union(further))

    def unmerged_for(self, lead_id: int) -> Self:
        """The lead, or the one that it was merged into."""
        return self.filter(pk__in=self._unmerged_rows(pk=lead_id))

    def family_of(self, lead: "Lead") -> Self:
        """The lead, and those that were merged into it."""
        return self.model.all_objects.filter(Q(pk=lead.pk) | Q(merged_into=lead))  # type: ignore[return-value]

    def _unmerged_rows(self, **where: Any) -> "models.QuerySet[Lead, Any]":
        """The keys of leads, merged ones replaced by the lead they were merged into."""
        return self.model.all_objects.filter(**where).values_list(Coalesce("merged_into", "pk"))

    def in_pool(self) -> Self:
        """Leads without an owner; a constraint makes `pooled_at` say so."""
        return self.filter(pooled_at__isnull=False)

    def claimable_by(self, consultant: Consultant, *, cold_since: datetime) -> Self:
        """Leads of the pool that this consultant did not lose after `cold_since`."""
        return self.filter(IS_IN_POOL).exclude(pooled_from=consultant, pooled_at__gt=cold_since)

    def kept(self) -> Self:
        """Leads their owner keeps out of the pool."""
        return self.filter(kept_at__isnull=False)

    def asked_between(self, since: datetime, until: datetime) -> Self:
        """The cohort: first asked from `since` up to but without `until`."""
        return self.counted().filter(asked_at__gte=since, asked_at__lt=until)

    def counted(self) -> Self:
        """Leads without those of an import that was taken back."""
        return self.filter(taken_back_at=None)

    def reached(self, stage: Stage) -> Self:
        """Leads that came at least as far as this stage on the path."""
        return self.filter(furthest__in=PATH[PATH.index(stage) :])

    def open(self) -> Self:
        """Leads that are not enrolled or lost yet."""
        return self.filter(IS_OPEN)

    def waiting(self) -> Self:
        """Open leads that wait for the first answer."""
        return self.filter(IS_WAITING)

    def due(self, when: Due, at: datetime) -> Self:
        """Open leads by when their next step is due."""
        return self.open().filter(due_by(when, at))

    def tagged(self, tag: str) -> Self:
        """Leads with a tag."""
        return self.filter(tags__contains=[tag])

    def matching(self, text: str, *, hides_numbers: bool = False) -> Self:
        """Leads whose name or organisation contains the text or is spelled so, or whose phone contains the number.

        Fewer than four digits are the last ones of a phone. Where numbers are hidden, only the last four, which every
        page shows, or the whole number find a phone: else it could be found out digit by digit.
        """
        # Chinese has no capitals, and without UPPER the planner knows how rare a word is.
        contains = "contains" if text.lower() == text.upper() else "icontains"
        matches = Q(**{f"name__{contains}": text}) | Q(**{f"organisation__name__{contains}": text})
        if letters := pinyin.typed(text):
            matches |= Q(pinyin__contains=letters) | Q(organisation__pinyin__contains=letters)
        if digits := phones.ending(text):
            lookup = "contains" if len(digits) >= FEWEST_DIGITS else "endswith"
            if hides_numbers:
                is_end = len(digits) <= FEWEST_DIGITS
                lookup, digits = ("endswith", digits) if is_end else ("exact", f"{HOME}{digits}")
            further = self.model.objects.filter(**{f"phones__phone__{lookup}": digits})
            matches |= Q(**{f"phone__{lookup}": digits}) | Q(pk__in=further.values("pk"))
        return self.filter(matches)


def due_by(when: Due, at: datetime) -> Q:
    """Whether the next step of an open lead is due by then."""
    if when == Due.NEVER:
        return Q(next_step_at=None, owner__isnull=False)
    ends = {Due.LATE: at, Due.TODAY: clock.midnight_after(at), Due.WEEK: at + timedelta(days=7)}
    return Q(next_step_at__lt=ends[when])


def _parts_of_due(at: datetime) -> tuple[Q, ...]:
    return Q(next_step_at__lt=clock.midnight_after(at)), Q(next_step_at=None), IS_PROMISED


def _is_due(at: datetime) -> Q:
    """Whether an open lead is to be worked on today."""
    return reduce(or_, _parts_of_due(at))


LeadManager = models.Manager.from_queryset(LeadQuerySet)


class UnmergedLeads(LeadManager["Lead"]):
    """The leads that were not merged into another."""

    def get_queryset(self) -> models.QuerySet["Lead"]:
        """Every list, count and report begins here."""
        return super().get_queryset().filter(merged_into=None)


def _works_leads(user: User | AnonymousUser) -> TypeGuard[User]:
    return isinstance(user, User) and user.works_leads


def _works_on(user: User, at: datetime) -> Q:
    return Q(owner__user=user) | Q(backup__user=user) | Q(owner__in=_covered_by(user, at))


def _consultant_of(user: User) -> models.Subquery:
    """The consultant who signs in as this user, as a value: an index then gives the leads in their order."""
    return models.Subquery(Consultant.objects.filter(user=user).order_by().values("pk")[:1])


def _covered_by(user: User, at: datetime) -> models.QuerySet[Leave, Any]:
    """The consultants whose leave this person covers; the leave itself is the only record of it."""
    return Leave.objects.confirmed().filter(cover__user=user, starts_at__lte=at, ends_at__gt=at).values("consultant")
