"""Two leads side by side, and what they become."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.desk.queries.merging import Counts, differing, stage_after, step_after
from crm.leads.models import Lead
from crm.leads.presenters import details
from crm.leads.rules.details import DETAILS
from crm.leads.rules.tags import MOST_TAGS, joined
from kit.templatetags.days import short_time


@dataclass(frozen=True, slots=True)
class Row:
    """One detail of both leads; `is_taken` says whether the other lead's is chosen."""

    name: str
    label: str
    kept: str
    other: str
    is_taken: bool


def rows(kept: Lead, other: Lead, taken: Collection[str]) -> list[Row]:
    """The details in which the leads differ."""
    return [
        Row(
            name,
            details.label(name),
            details.words(name, kept.detail(name)),
            details.words(name, other.detail(name)),
            name in taken,
        )
        for name in differing(kept, other)
    ]


def same(kept: Lead, other: Lead) -> list[str]:
    """The labels of the details that both say alike."""
    differ = differing(kept, other)
    return [details.label(name) for name in DETAILS if name not in {*differ, "tags"} and kept.detail(name)]


def result(kept: Lead, other: Lead, taken: Collection[str]) -> Iterator[tuple[str, str]]:
    """What the merged lead says, by label."""
    for name in DETAILS:
        said = (other if name in taken else kept).detail(name)
        if name == "tags":
            said = joined([*dict.fromkeys([*kept.tags, *other.tags])][:MOST_TAGS])
        if said:
            yield details.label(name), details.words(name, said)
    numbers = [kept.masked_phone, *(str(row) for row in kept.phones.all()), other.masked_phone]
    numbers += [str(row) for row in other.phones.all()]
    yield details.label("phone"), _("、").join(dict.fromkeys(numbers))
    yield _("Stage"), str(stage_after(kept, other).label)
    if step := step_after(kept, other):
        when = short_time(step.next_step_at) if step.next_step_at else ""
        yield _("Next step"), " · ".join(filter(None, (when, step.next_step_note)))


def follows(counts: Counts) -> list[tuple[str, int, int, int]]:
    """What follows: its name, how many together, and how many of each."""
    named = {
        _("Inquiries"): counts.inquiries,
        _("Calls"): counts.calls,
        _("Texts"): counts.texts,
        _("Registrations"): counts.registrations,
    }
    return [(label, kept + other, kept, other) for label, (kept, other) in named.items()]
