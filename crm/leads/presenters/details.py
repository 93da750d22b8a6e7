"""The details of a lead, as words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst

from crm.leads.models import Lead, LeadPhone
from crm.leads.rules.sources import Source


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail: the name of its column, its label, and what it says."""

    name: str
    label: str
    words: str


def details(lead: Lead, names: Iterable[str]) -> Iterator[Detail]:
    """The named details of a lead."""
    for name in names:
        yield Detail(name, label(name), words(name, lead.detail(name)))


def label(name: str) -> str:
    """What a detail is called."""
    if name == "further_phone":
        return str(capfirst(str(LeadPhone._meta.verbose_name)))
    field = Lead._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(name)
    return str(capfirst(str(field.verbose_name)))


def words(name: str, text: str) -> str:
    """What a detail says, for reading; a dash where it is not known."""
    match name:
        case "source":
            return str(Source(text).label)
        case "budget" if text:
            return f"¥{int(text):,}"
        case _other:
            return text or "—"
