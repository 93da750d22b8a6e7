"""What was done to leads, recorded so that it can be undone."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from crm.leads.models.activity import Activity, Kind
from crm.leads.models.lead import Lead
from crm.leads.rules.escalation_steps import REMINDERS
from kit import clock


class ActionKind(models.TextChoices):
    """What was done."""

    CLAIM = "claim", _("claimed from the pool")
    ASSIGN = "assign", _("assigned")
    GIVE_BACK = "give_back", _("put into the pool")
    KEEP = "keep", _("kept out of the pool")
    CALL = "call", _("called")
    MOVE = "move", _("moved to another stage")
    REGISTER = "register", _("registered for a class")
    UNREGISTER = "unregister", _("cancelled a registration")
    TELEPHONE = "telephone", _("logged an incoming call")
    EDIT = "edit", _("changed a detail")
    TEXT = "text", _("wrote a text message")
    PLAN = "plan", _("planned the next step")
    STOP = "stop", _("stopped the follow-up plan")
    REFUSE = "refuse", _("closed the number for text messages")
    PIN = "pin", _("changed the pinned note")
    IMPORT = "import", _("imported a list")
    MERGE = "merge", _("merged two leads")
    ATTACH = "attach", _("added files")
    DETACH = "detach", _("removed a file")
    HAND_OVER = "hand_over", _("handed over")
    RECLAIM = "reclaim", _("returned to the pool by the system")
    REROUTE = "reroute", _("given to the organisation's consultant by the system")


# What moves a lead on without changing its owner.
ON_THE_WAY = (
    ActionKind.CALL,
    ActionKind.MOVE,
    ActionKind.REGISTER,
    ActionKind.UNREGISTER,
    ActionKind.TELEPHONE,
    ActionKind.EDIT,
    ActionKind.TEXT,
    ActionKind.PLAN,
    ActionKind.STOP,
    ActionKind.REFUSE,
    ActionKind.PIN,
    ActionKind.MERGE,
    ActionKind.ATTACH,
    ActionKind.DETACH,
)
# What is done on the page of one lead.
OF_ONE_LEAD = (*ON_THE_WAY, ActionKind.ASSIGN, ActionKind.KEEP)
# What the system does; everything else is done by a user.
OF_THE_SYSTEM = (ActionKind.RECLAIM, ActionKind.REROUTE)
# Undone in part where something has happened to some of the leads since, and for days instead of minutes.
UNDONE_IN_PART = (*OF_THE_SYSTEM, ActionKind.IMPORT)
# With several leads these are undone in part as well; one notice tells of all leads that were assigned.
PERHAPS_IN_PART = (ActionKind.PLAN, ActionKind.MOVE, ActionKind.EDIT)
# What the audit page lists.
AUDITED = (ActionKind.ASSIGN, ActionKind.HAND_OVER, ActionKind.GIVE_BACK, ActionKind.IMPORT, ActionKind.MERGE)
# What may be done to many leads of the list at once.
PERHAPS_OF_MANY = (*PERHAPS_IN_PART, ActionKind.ASSIGN, ActionKind.TEXT)


# What changes nothing of the lead itself, so that it is undone whatever happened since.
BESIDE_THE_LEAD = (ActionKind.TEXT, ActionKind.ATTACH, ActionKind.DETACH)


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions, narrowed."""

    def visible_to(self, user: User) -> Self:
        """Actions that a user may undo: own ones, texts about `worked_on_by`, for a manager also the system's."""
        rows = ActionLead.objects.filter(lead__in=Lead.objects.worked_on_by(user, clock.now()))
        may_undo = Q(by=user) | Q(kind=ActionKind.TEXT, pk__in=rows.values("action")) & ~_is_of_many()
        return self.filter(may_undo | Q(by=None) if user.sees_all_leads else may_undo)

    def on_one_page(self) -> Self:
        """Without what was done to many leads at once, which is undone from the list that it was done from."""
        return self.exclude(_is_of_many()).exclude(kind__in=(ActionKind.HAND_OVER, ActionKind.IMPORT))

    def done_by(self, user: User) -> Self:
        """Actions of one user."""
        return self.filter(by=user)

    def by_the_system(self) -> Self:
        """Actions of the system."""
        return self.filter(by=None)

    def fresh(self, since: datetime) -> Self:
        """Actions since an instant that are not undone, newest first."""
        return self.filter(undone_at=None, at__gt=since).order_by("-at", "-pk")


def _is_of_many() -> Q:
    """Whether an action was done to several leads of the list at once."""
    several = ActionLead.objects.filter(action=OuterRef("pk")).values("action").annotate(number=Count("pk"))
    return Q(Exists(several.filter(number__gt=1)), kind__in=PERHAPS_OF_MANY)


class Action(models.Model):
    """An action on one lead or many; `by` is None for the system."""

    kind = models.CharField(_("kind"), max_length=10, choices=ActionKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ActionKind.values), name="leads_action_kind_known"),
            models.CheckConstraint(
                condition=Q(by=None, kind__in=OF_THE_SYSTEM) | (Q(by__isnull=False) & ~Q(kind__in=OF_THE_SYSTEM)),
                name="leads_action_person_or_system",
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-at"], name="leads_action_of_person"),
            models.Index(fields=["-at", "-id"], condition=Q(kind__in=AUDITED), name="leads_action_audited"),
            models.Index(
                fields=["-undone_at", "-id"],
                condition=Q(kind__in=AUDITED, undone_at__isnull=False),
                name="leads_action_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class ActionLeadQuerySet(models.QuerySet["ActionLead"]):
    """Leads of actions, narrowed."""

    def untouched(self) -> Self:
        """Leads without a later activity than that of the action, and those it changed nothing of."""
        return self.filter(Q(action__kind__in=BESIDE_THE_LEAD, before={}) | ~Exists(later_lines()))


def later_lines() -> models.QuerySet[Activity]:
    """The timeline of an action's lead after the action, for a subquery.

    What the system only tells people of (a reminder, a colleague's lead of the same organisation) changes no lead, nor
    does a file.
    """
    notices = Q(kind__in=(Kind.WARNED, Kind.TEXTED, Kind.SAME_ORGANISATION))
    reminders = Q(kind=Kind.ESCALATED, data__step__in=REMINDERS)
    later = Activity.objects.filter(lead=OuterRef("lead"), pk__gt=OuterRef("line"))
    return later.exclude(notices | reminders, actor=None).exclude(kind=Kind.FILED)


def undone_lines() -> models.QuerySet["ActionLead"]:
    """The actions that wrote an activity and were undone since, or whose undoing wrote it; for a subquery."""
    at = Q(action__at=OuterRef("at")) | Q(undone_at=OuterRef("at"))
    return ActionLead.objects.filter(at, lead=OuterRef("lead"), undone_at__isnull=False)


class ActionLead(models.Model):
    """One lead of an action, with its state `before` and the activity that the action wrote (`line`).

    `before` is empty where the action opened the lead, only texted the visitor, or was about its files. `undone_at` is
    set for each lead that was restored.
    """

    action = models.ForeignKey(Action, verbose_name=_("action"), on_delete=models.CASCADE, related_name="leads")
    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)

    objects = ActionLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead of an action")
        verbose_name_plural = _("leads of an action")
        constraints = [models.UniqueConstraint(fields=["action", "lead"], name="leads_actionlead_once")]

    def __str__(self) -> str:
        return f"{self.action_id} {self.lead_id}"
