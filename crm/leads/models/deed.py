"""What was done to the ownership of leads, kept so that it can be taken back."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm.leads.models.activity import Activity, Kind
from crm.leads.models.lead import Lead
from crm.leads.rules.escalation_steps import REMINDERS


class DeedKind(models.TextChoices):
    """What was done."""

    CLAIM = "claim", _("claimed from the pool")
    ASSIGN = "assign", _("assigned")
    GIVE_BACK = "give_back", _("put into the pool")
    KEEP = "keep", _("kept out of the pool")
    CALL = "call", _("called")
    MOVE = "move", _("moved to another stage")
    REGISTER = "register", _("registered for a class")
    UNREGISTER = "unregister", _("cancelled a registration")
    TELEPHONE = "telephone", _("wrote down a call")
    HAND_OVER = "hand_over", _("handed over")
    RECLAIM = "reclaim", _("returned to the pool by the house")
    RECHOOSE = "rechoose", _("given to the organisation's consultant by the house")


# What changes where a lead stands, and not whose it is.
ON_THE_WAY = (DeedKind.CALL, DeedKind.MOVE, DeedKind.REGISTER, DeedKind.UNREGISTER, DeedKind.TELEPHONE)
# What is done on a lead's own page.
OF_ONE_LEAD = (*ON_THE_WAY, DeedKind.ASSIGN, DeedKind.KEEP)
# What the house does by itself; everything else has a person behind it.
OF_THE_HOUSE = (DeedKind.RECLAIM, DeedKind.RECHOOSE)


class DeedQuerySet(models.QuerySet["Deed"]):
    """Deeds, narrowed."""

    def visible_to(self, user: User) -> Self:
        """Who did it may take it back, and a manager what the house did by itself."""
        return self.filter(Q(by=user) | Q(by=None)) if user.sees_all_leads else self.done_by(user)

    def done_by(self, user: User) -> Self:
        """One person's own."""
        return self.filter(by=user)

    def of_the_house(self) -> Self:
        """Those nobody pressed a button for."""
        return self.filter(by=None)

    def fresh(self, since: datetime) -> Self:
        """Those not taken back, done after an instant, newest first."""
        return self.filter(undone_at=None, at__gt=since).order_by("-at", "-pk")


class Deed(models.Model):
    """One act on one lead or on many; `by` is None for the system itself."""

    kind = models.CharField(_("kind"), max_length=10, choices=DeedKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DeedKind.values), name="leads_deed_kind_known"),
            models.CheckConstraint(
                condition=Q(by=None, kind__in=OF_THE_HOUSE) | (Q(by__isnull=False) & ~Q(kind__in=OF_THE_HOUSE)),
                name="leads_deed_person_or_house",
            ),
        ]
        indexes = [models.Index(fields=["by", "-at"], name="leads_deed_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class DeedLeadQuerySet(models.QuerySet["DeedLead"]):
    """Leads of deeds, narrowed."""

    def untouched(self) -> Self:
        """Those nothing has happened to since the line that the deed wrote."""
        return self.exclude(Exists(later_lines()))


def later_lines() -> models.QuerySet[Activity]:
    """What the diary says of a deed's lead after the deed, for a subquery.

    That the house has reminded somebody is nothing that happened to the lead.
    """
    reminded = Q(kind__in=(Kind.WARNED, Kind.TEXTED)) | Q(kind=Kind.ESCALATED, data__rung__in=REMINDERS)
    return Activity.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("line")).exclude(reminded, actor=None)


def undone_lines() -> models.QuerySet["DeedLead"]:
    """For a subquery about lines of the diary: whether one was written by an act since undone, or by the undoing."""
    at = Q(deed__at=OuterRef("at")) | Q(undone_at=OuterRef("at"))
    return DeedLead.objects.filter(at, lead=OuterRef("lead"), undone_at__isnull=False)


class DeedLead(models.Model):
    """One lead of a deed: how it stood `before`, and the diary line the deed wrote; a later act forbids undoing.

    `before` is empty where the deed opened the lead. `undone_at` is set for each lead that was put back.
    """

    deed = models.ForeignKey(Deed, verbose_name=_("deed"), on_delete=models.CASCADE, related_name="leads")
    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Activity, verbose_name=_("diary line"), on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)

    objects = DeedLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead of a deed")
        verbose_name_plural = _("leads of a deed")
        constraints = [models.UniqueConstraint(fields=["deed", "lead"], name="leads_deedlead_once")]

    def __str__(self) -> str:
        return f"{self.deed_id} {self.lead_id}"
