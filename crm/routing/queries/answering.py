"""Which consultant answers: of an organisation, of a choice, and for an inquiry that came now."""

from collections.abc import Collection
from datetime import datetime, timedelta

from consultants import queries as consultants
from consultants.queries import ROSTER_SECONDS, DutyCard, OnRoster
from crm.leads.models import Lead, Organisation
from crm.leads.rules.sources import Source
from crm.routing.queries import active, workload
from crm.routing.rules import choice
from crm.routing.rules.choice import Decision, Question
from crm.routing.rules.document import RuleSet, Subject
from kit import clock


def owner_of_organisation(name: str, rules: RuleSet, at: datetime) -> int | None:
    """The owner of an organisation's latest lead, within the days of the rules; None without a name or a lead."""
    if not name:
        return None
    key = Organisation.key_of(name)
    return owners_of_organisations([key], rules, at).get(key)


def owners_of_organisations(keys: Collection[str], rules: RuleSet, at: datetime) -> dict[str, int]:
    """The owners of the latest leads of organisations, by the keys of their names."""
    since = at - timedelta(days=rules.organisation_days)
    named = Organisation.objects.called(keys)
    leads = Lead.objects.counted().filter(
        organisation__in=named.values(), last_asked_at__gte=since, owner__isnull=False
    )
    owners = dict(leads.order_by("last_asked_at").values_list("organisation", "owner"))
    return {key: owners[pk] for key, pk in named.items() if pk in owners}


def in_charge(decision: Decision, roster: Collection[OnRoster], at: datetime) -> tuple[OnRoster, OnRoster]:
    """The consultant of a decision, and who does the work now: the same one, or the cover during leave."""
    owner = next(person for person in roster if person.consultant.pk == decision.consultant_id)
    return owner, consultants.in_charge(owner.consultant.pk, at, among=roster) or owner


def duty_card(at: datetime) -> DutyCard | None:
    """The consultant who would get an inquiry now about which nothing is known, and whose number the site shows.

    Roster, rules and leads were read at most ten seconds ago. None where no consultant works here.
    """
    question = Question(subject=Subject(frozenset(), Source.SITE, None, clock.local(at)))
    roster = consultants.roster(at)
    loads = workload.recent_loads(int(at.timestamp()) // ROSTER_SECONDS)
    decision = choice.choose(workload.candidates(roster, loads, at), question, active.rules(at))
    return in_charge(decision, roster, at)[1].card(at) if decision else None
