"""What the diary says of ownership: who got a lead and why, when it went into the pool, when its clock ran out."""

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
    "speciality": gettext_lazy("her speciality, lightest desk of those"),
    "lightest": gettext_lazy("lightest desk on duty"),
    "fallback": gettext_lazy("nobody could take it, so the last resort did"),
    "claimed": gettext_lazy("claimed from the pool"),
    "handed_over": gettext_lazy("hand-over of a desk"),
    "telephone": gettext_lazy("on the telephone"),
    "nobody": gettext_lazy("nobody works here yet"),
    "untouched": gettext_lazy("nobody followed up"),
    "given_back": gettext_lazy("put there by hand"),
    "undone": gettext_lazy("taken back"),
}


def words(line: Activity, kind: Kind) -> Iterable[str]:
    """The words beside the line's kind, in the reader's language; none for lines about other things."""
    told = line.data
    match kind:
        case Kind.ASSIGNED:
            yield _("to %(name)s") % {"name": line.consultant.name if line.consultant else ""}
            yield _dotted(because(told.get("reason")))
        case Kind.SAME_ORGANISATION:
            yield _("%(consultant)s has %(name)s of the same organisation") % told
        case Kind.POOLED:
            yield because(told.get("reason"))
            yield _("from %(name)s") % {"name": told["from"]} if told.get("from") else ""
        case Kind.WARNED:
            yield _("%(days)s duty days until the pool") % {"days": told["days"]}
        case Kind.KEPT:
            yield _("kept out of the pool") if told["kept"] else _("let go, the days count again")
            yield _dotted(because(told.get("reason")))
        case Kind.ESCALATED:
            yield str(EscalationStep(told["step"]).label)
            yield _dotted(told.get("to", ""))


def _dotted(text: str) -> str:
    return f"· {text}" if text else ""


def because(reason: str | None) -> str:
    """Why a lead is whose it is."""
    return str(REASONS.get(reason or "", ""))
