"""The topics of an inquiry, by which rules and specialities choose."""

from collections.abc import Callable, Sequence

from catalog.models import Programme
from crm.leads.models import Lead
from crm.leads.rules import organisations
from crm.routing.rules import regions
from crm.routing.rules.trace import Trace
from kit import phones


def topics_of(phone: str, organisation: str, programme: str = "") -> frozenset[str]:
    """The place of the number and of the organisation, the organisation's kind, and the programme (a slug)."""
    topics = regions.topics_of(phones.place(phone))
    if programme:
        topics |= {f"programme:{programme}"}
    if organisation:
        kind = organisations.kind_of(organisation)
        topics |= regions.topics_of(organisation) | ({f"kind:{kind.value}"} if kind else frozenset())
    return topics


def topics_asked(lead: Lead) -> frozenset[str]:
    """The topics that the first choice for a lead knew."""
    return Trace.read(lead.routing_trace).topics


def programmes() -> list[tuple[str, str]]:
    """The programmes on offer: slug and title."""
    return list(Programme.objects.active().values_list("slug", "title"))


# The values of each kind of topic, with what people call them.
CHOICES: dict[str, Callable[[], Sequence[tuple[str, str]]]] = {
    "programme": programmes,
    "region": lambda: [(name, name) for name in regions.PROVINCES],
    "kind": lambda: [(kind.value, str(kind.label)) for kind in organisations.OrganisationKind],
}
