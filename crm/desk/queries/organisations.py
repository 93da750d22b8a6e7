"""What the pages of organisations read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from consultants.models import Consultant
from crm.leads.models import Lead, Organisation
from crm.leads.rules.stages import OPEN, Stage

# More leads of one organisation are found in the inbox.
MOST_LEADS = 200


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of an organisation, as the latest lead knows them, and how many leads that person asked."""

    lead: Lead
    leads: int


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """What the page of an organisation shows.

    `leads` are the newest ones, the open ones first; `openable` the keys of those that the reader may open. `owner` is
    the consultant of the latest lead that has one. `figures` counts all leads: `all`, `open`, `people` of the open
    ones, `enrolled`, and `first_asked_at`.
    """

    leads: list[Lead]
    openable: set[int]
    contacts: list[Contact]
    owner: Consultant | None
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
        owner=next((lead.owner for lead in newest if lead.owner), None),
        figures=figures,
    )


def _contacts(newest: Iterable[Lead]) -> list[Contact]:
    """Who asked: a number is one person, behind a switchboard extension and name tell them apart."""
    asked: dict[tuple[str, ...], list[Lead]] = {}
    for lead in newest:
        asked.setdefault(lead.caller, []).append(lead)
    return [Contact(leads[0], len(leads)) for leads in asked.values()]
