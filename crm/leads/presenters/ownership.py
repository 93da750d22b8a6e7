"""What the timeline says of ownership: assignments with their reason, the pool, and escalation."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.leads.models import Activity, Kind
from crm.leads.rules.escalation_steps import EscalationStep

REASONS = {
    "returning": gettext_lazy("returning visitor"),
    "organisation": gettext_lazy("the organisation's consultant"),
    "rule": gettext_lazy("a rule of the manager"),
    "shown": gettext_lazy("the consultant the page showed"),
    "speciality": gettext_lazy("the speciality, lightest desk of those"),
    "lightest": gettext_lazy("lightest desk on duty"),
    "fallback": gettext_lazy("no consultant could take it, so the last resort did"),
    "chosen": gettext_lazy("chosen for an imported list"),
    "claimed": gettext_lazy("claimed from the pool"),
    "handed_over": gettext_lazy("hand-over of a desk"),
    "telephone": gettext_lazy("on the telephone"),
    "unowned": gettext_lazy("no consultant works here yet"),
    "untouched": gettext_lazy("not followed up"),
    "given_back": gettext_lazy("put there by hand"),
    "undone": gettext_lazy("undone"),
}


def words(activity: Activity, kind: Kind) -> Iterable[str]:
    """What stands beside the kind of an activity about ownership, in the reader's language; nothing for other kinds."""
    data = activity.data
    match kind:
        case Kind.ASSIGNED:
            yield _("to %(name)s") % {"name": activity.consultant.name if activity.consultant else ""}
            yield _dotted(because(data.get("reason")))
        case Kind.SAME_ORGANISATION:
            yield _("%(consultant)s has %(name)s of the same organisation") % data
        case Kind.POOLED:
            yield because(data.get("reason"))
            yield _("from %(name)s") % {"name": data["from"]} if data.get("from") else ""
        case Kind.WARNED:
            yield _("%(days)s duty days until the pool") % {"days": data["days"]}
        case Kind.KEPT:
            yield _("kept out of the pool") if data["kept"] else _("let go, the days count again")
            yield _dotted(because(data.get("reason")))
        case Kind.MERGED:
            yield _merged(data)
        case Kind.ESCALATED:
            yield str(EscalationStep(data["step"]).label)
            yield _dotted(data.get("to", ""))


def _merged(data: dict[str, str]) -> str:
    """Into which lead, which one came in, or from which one it was split."""
    if "split" in data:
        return _("split from %(name)s again") % {"name": data["split"]}
    return _("into %(name)s") % {"name": data["into"]} if "into" in data else _("with %(name)s") % data


def _dotted(text: str) -> str:
    return f"· {text}" if text else ""


def because(reason: str | None) -> str:
    """Why a consultant has a lead, by the name of the reason."""
    return str(REASONS.get(reason or "", ""))
