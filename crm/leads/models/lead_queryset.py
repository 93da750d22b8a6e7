"""Leads, narrowed."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from consultants.models import Consultant, Leave
from crm.leads.rules.stages import OPEN, PATH, Stage
from kit import clock, phones
from kit.phones import Phone

if TYPE_CHECKING:
    from crm.leads.models.lead import Lead  # noqa: F401 (named as a string)

IS_OPEN = Q(stage__in=OPEN)
IS_WAITING = IS_OPEN & Q(first_response_at=None)
IS_IN_POOL = Q(owner=None, pooled_at__isnull=False)


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
