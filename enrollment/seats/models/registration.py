"""A registration: one group's claim of N seats in one class."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Action, Lead, Organisation
from enrollment.classes.models import ClassSession
from kit.models import Timestamped


class RegistrationState(models.TextChoices):
    """Whether the registration is in force."""

    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("cancelled")


COUNTED = [RegistrationState.CONFIRMED]


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations, narrowed."""

    def counted(self) -> Self:
        """Those that take seats."""
        return self.filter(state__in=COUNTED)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of leads that a user may open."""
        visible = Lead.objects.visible_to(user)
        return self.filter(Q(lead__in=visible) | Q(lead__merged_into__in=visible))

    def seats(self) -> int:
        """How many seats these take together."""
        return self.aggregate(total=Sum("seats"))["total"] or 0


class Registration(Timestamped):
    """A group's seats. The buyer is an organisation or, where there is none, a person; the price is frozen.

    `consultant` is who owned the lead when the group was registered, so that credit stays there. Undoing `action`
    cancels it, undoing `cancel_action` takes the seats again.
    """

    session = models.ForeignKey(
        ClassSession, verbose_name=_("class"), on_delete=models.PROTECT, related_name="registrations"
    )
    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="registrations")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="registrations",
        null=True,
        blank=True,
    )
    person = models.CharField(_("person"), max_length=40, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState, default=RegistrationState.CONFIRMED)
    price = models.DecimalField(_("price a head"), max_digits=12, decimal_places=2)
    consultant = models.ForeignKey(
        Consultant, verbose_name=_("consultant"), on_delete=models.PROTECT, related_name="registrations"
    )
    action = models.OneToOneField(
        Action, verbose_name=_("action"), on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    cancel_action = models.OneToOneField(
        Action, verbose_name=_("action"), on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    registered_at = models.DateTimeField(_("registered at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancel_reason = models.CharField(_("why cancelled"), max_length=120, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values), name="seats_registration_state_known"
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="seats_registration_takes_a_seat"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person="") | (Q(organisation__isnull=True) & ~Q(person="")),
                name="seats_registration_buyer_is_one",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.CONFIRMED, cancelled_at=None)
                | (Q(state=RegistrationState.CANCELLED, cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="seats_registration_cancelled_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["session"],
                include=["seats"],
                condition=Q(state=RegistrationState.CONFIRMED),
                name="seats_registration_seats",
            ),
            models.Index(fields=["lead"], name="seats_registration_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.seats}"

    @property
    def buyer(self) -> str:
        """Who buys, by name."""
        return self.organisation.name if self.organisation else self.person

    @property
    def is_confirmed(self) -> bool:
        """Whether its seats are taken."""
        return self.state == RegistrationState.CONFIRMED
