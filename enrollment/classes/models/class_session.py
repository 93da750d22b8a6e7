"""A class session: one dated run of a programme, the unit whose seats are locked."""

from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Programme, Venue
from crm.leads.models import Organisation
from enrollment.classes.rules.lifecycle import SessionKind, SessionState
from enrollment.classes.rules.seats import Room
from kit import dates


class ClassSessionQuerySet(models.QuerySet["ClassSession"]):
    """Classes, narrowed."""

    def upcoming(self, on: date) -> Self:
        """Those that have not ended."""
        return self.filter(ends_on__gte=on).order_by("starts_on", "code")

    def taking_groups(self, on: date) -> Self:
        """Those a group could still join."""
        return self.upcoming(on).filter(state=SessionState.OPEN, starts_on__gte=on)


class ClassSession(models.Model):
    """`seats_taken` is written back with each registration, from a recount inside the row's lock.

    `price` is CNY a head; dates are Asia/Shanghai, `ends_on` is the last day of class.
    """

    code = models.CharField(_("code"), max_length=12, unique=True)
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="sessions"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=SessionKind, default=SessionKind.OPEN)
    client = models.ForeignKey(
        Organisation, verbose_name=_("client"), on_delete=models.PROTECT, related_name="sessions", null=True, blank=True
    )
    venue = models.ForeignKey(
        Venue, verbose_name=_("classroom"), on_delete=models.PROTECT, related_name="sessions", null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.DRAFT)
    starts_on = models.DateField(_("first day"), validators=dates.VALIDATORS)
    ends_on = models.DateField(_("last day"), validators=dates.VALIDATORS)
    capacity = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1)])
    overbook_limit = models.PositiveSmallIntegerField(_("seats above capacity"), default=0)
    min_seats = models.PositiveSmallIntegerField(_("seats needed to run"), default=1)
    seats_taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    price = models.DecimalField(_("price a head"), max_digits=12, decimal_places=2)

    objects = ClassSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="classes_session_state_known"),
            models.CheckConstraint(condition=Q(kind__in=SessionKind.values), name="classes_session_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="classes_session_ends_after_it_starts",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=dates.EARLIEST, ends_on__lte=dates.LATEST),
                name="classes_session_in_the_calendar",
                violation_error_message=dates.BOUNDS,
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity") + F("overbook_limit")),
                name="classes_session_never_oversold",
                violation_error_message=_("More seats are taken than this class would have."),
            ),
            models.CheckConstraint(
                condition=Q(kind=SessionKind.DEDICATED, client__isnull=False)
                | Q(kind=SessionKind.OPEN, client__isnull=True),
                name="classes_session_dedicated_has_a_client",
                violation_error_message=_("A dedicated class needs its client, an open class has none."),
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="classes_session_price_is_not_negative"),
        ]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="classes_session_calendar")]

    def __str__(self) -> str:
        return f"{self.code} {self.programme.title}"

    @property
    def room(self) -> Room:
        """The seats as the rules see them; for display, decisions recount inside the lock."""
        return Room(self.capacity, self.overbook_limit, self.seats_taken)

    @property
    def seats_left(self) -> int:
        """Seats still free, for display."""
        return self.room.left

    @property
    def takes_groups(self) -> bool:
        """Whether it is open for registration."""
        return self.state == SessionState.OPEN

    @property
    def is_guaranteed(self) -> bool:
        """Whether enough have registered for the class to run."""
        return self.seats_taken >= self.min_seats
