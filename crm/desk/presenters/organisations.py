"""What was written about an organisation, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultants.models import Consultant
from crm.leads.models import OrganisationActivity

Kind = OrganisationActivity.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One activity; `is_note` tells notes from changes."""

    activity: OrganisationActivity
    words: str
    is_note: bool


def lines(activities: Iterable[OrganisationActivity]) -> Iterator[Line]:
    """Activities in words."""
    activities = list(activities)
    names = dict(Consultant.objects.values_list("pk", "name"))
    for activity in activities:
        yield Line(activity, _words(activity, names), activity.kind == Kind.NOTED)


def _words(activity: OrganisationActivity, names: dict[int, str]) -> str:
    data = activity.data
    if activity.kind == Kind.NOTED:
        return activity.text
    if activity.kind == Kind.NAMED:
        words = _("Other spelling added: %(name)s") if "added" in data else _("Other spelling removed: %(name)s")
        return words % {"name": data.get("added") or data.get("removed")}
    if activity.kind in {Kind.MERGED, Kind.SPLIT}:
        words = _("%(name)s was merged into it") if activity.kind == Kind.MERGED else _("%(name)s was split off again")
        return words % {"name": data["name"]}
    labels = {"name": _("Name"), "region": _("Region"), "keeper_id": _("Looks after the relation")}
    changed = []
    for field, label in labels.items():
        if field in data:
            was, now = (names.get(value, "") if field == "keeper_id" else value for value in data[field])
            changed.append(f"{label}: {was or '—'} → {now or '—'}")
    return "; ".join(changed)
