"""What the pages of organisations read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Lead, Organisation, OrganisationActivity
from crm.leads.queries.organisations import keeper_of, may_change
from crm.leads.rules.stages import OPEN, Stage

# More leads of one organisation are found in the inbox.
MOST_LEADS = 200
MOST_ACTIVITIES = 50
MOST_LIKE = 20


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of an organisation, as the latest lead knows them, with all the leads, the open ones first."""

    lead: Lead
    leads: list[Lead]


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """What the page of an organisation shows.

    `leads` are the newest ones, the open ones first; `openable` the keys of those that the reader may open. `keeper` is
    the consultant who looks after the relation. `spellings` are other names and merged organisations, each with its
    merge; `activities` notes and changes, newest first. `figures` counts all leads: `all`, `open`, `people` of the open
    ones, `enrolled`, and `first_asked_at`.
    """

    leads: list[Lead]
    openable: set[int]
    contacts: list[Contact]
    keeper: Consultant | None
    may_change: bool
    spellings: list[tuple[Organisation, OrganisationActivity | None]]
    activities: list[OrganisationActivity]
    figures: dict[str, Any]


def listed() -> QuerySet[Organisation]:
    """Organisations that have a lead, by name: how many leads, and when they asked last."""
    leads = Lead.objects.counted().filter(organisation=OuterRef("pk")).order_by().values("organisation")
    of_open = leads.filter(stage__in=OPEN)
    return (
        Organisation.objects.filter(Exists(leads))
        .order_by("name", "pk")
        .annotate(
            lead_count=Coalesce(Subquery(leads.annotate(n=Count("pk")).values("n")), 0),
            open_count=Coalesce(Subquery(of_open.annotate(n=Count("pk")).values("n")), 0),
            open_people=Coalesce(Subquery(of_open.annotate(n=Sum("head_count")).values("n")), 0),
            last_asked_at=Subquery(leads.annotate(at=Max("last_asked_at")).values("at")),
        )
    )


def organisation_page(organisation: Organisation, *, to: User) -> OrganisationPage:
    """Everything that the page of an organisation shows to a user."""
    found = (
        Lead.objects.counted().filter(organisation=organisation).select_related("owner").order_by("-asked_at", "-pk")
    )
    newest = list(found[:MOST_LEADS])
    shown = [lead.pk for lead in newest]
    is_open = Q(stage__in=OPEN)
    figures = found.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=is_open),
        people=Sum("head_count", filter=is_open, default=0),
        enrolled=Count("pk", filter=Q(stage=Stage.ENROLLED)),
        first_asked_at=Min("asked_at"),
    )
    return OrganisationPage(
        leads=sorted(newest, key=lambda lead: not lead.is_open),
        openable=set(Lead.objects.visible_to(to).filter(pk__in=shown).values_list("pk", flat=True)),
        contacts=_contacts(newest),
        keeper=keeper_of(organisation),
        may_change=may_change(organisation, by=to),
        spellings=spellings_of(organisation),
        activities=activities_of(organisation),
        figures=figures,
    )


def _contacts(newest: Iterable[Lead]) -> list[Contact]:
    """Who asked: a number is one person, behind a switchboard extension and name tell them apart."""
    asked: dict[tuple[str, ...], list[Lead]] = {}
    for lead in newest:
        asked.setdefault(lead.caller, []).append(lead)
    return [Contact(leads[0], sorted(leads, key=lambda lead: not lead.is_open)) for leads in asked.values()]


def activities_of(organisation: Organisation) -> list[OrganisationActivity]:
    """What was written of it and of those merged into it, and not undone, newest first."""
    family = Organisation.objects.family_of(organisation)
    found = OrganisationActivity.objects.filter(organisation__in=family, undone_at=None).select_related("by")
    return list(found.order_by("-at", "-pk")[:MOST_ACTIVITIES])


def spellings_of(organisation: Organisation) -> list[tuple[Organisation, OrganisationActivity | None]]:
    """Names that lead to it, by name: another spelling, or an organisation with the merge that took it in."""
    rows = list(organisation.merged.order_by("name", "pk"))
    merges = OrganisationActivity.objects.filter(kind=OrganisationActivity.Kind.MERGED, undone_at=None)
    of_row = {merge.data["other"]: merge for merge in merges.filter(data__other__in=[row.pk for row in rows])}
    return [(row, of_row.get(row.pk)) for row in rows]


def like(organisation: Organisation, text: str) -> list[Organisation]:
    """Organisations that may be the same: what a search finds, else those that sound the same or hold the name."""
    others = Organisation.objects.kept().exclude(pk=organisation.pk)
    if text:
        found = others.filter(Q(name__icontains=text) | Q(key__contains=Organisation.key_of(text)))
    else:
        is_like = Q(name__contains=organisation.name) | Q(pinyin=organisation.pinyin)
        found = others.filter(is_like).exclude(pinyin="")
    return list(found.order_by("name", "pk")[:MOST_LIKE])


def merge_counts(*organisations: Organisation) -> list[dict[str, int]]:
    """What each of some organisations brings along: open leads, all leads, notes, spellings."""
    found = []
    for organisation in organisations:
        leads = Lead.objects.counted().filter(organisation=organisation)
        counts = leads.aggregate(leads=Count("pk"), open=Count("pk", filter=Q(stage__in=OPEN)))
        notes = OrganisationActivity.objects.filter(organisation=organisation, kind="noted", undone_at=None)
        found.append(counts | {"notes": notes.count(), "spellings": organisation.merged.count()})
    return found
