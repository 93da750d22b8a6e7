"""What the diary says of ownership: who got a lead and why, when it went into the pool, when its clock ran out."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from crm.models import Activity, Kind
from crm.rules.ladder import Rung


def words(line: Activity, kind: Kind) -> Iterable[str]:
    """The words beside the line's kind, in the reader's language; none for lines about other things."""
    told = line.data
    match kind:
        case Kind.ASSIGNED:
            yield _("to %(name)s") % {"name": line.consultant.name if line.consultant else ""}
            yield _dotted(because(told.get("reason")))
        case Kind.KINDRED:
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
            yield str(Rung(told["rung"]).label)
            yield _dotted(told.get("to", ""))


def _dotted(text: str) -> str:
    return f"· {text}" if text else ""


def because(reason: str | None) -> str:
    """Why a lead is whose it is."""
    reasons = {
        "returning": _("returning visitor"),
        "organisation": _("the organisation's consultant"),
        "rule": _("a rule of the manager"),
        "shown": _("the consultant the page showed"),
        "speciality": _("her speciality, lightest desk of those"),
        "lightest": _("lightest desk on duty"),
        "fallback": _("nobody could take it, so the last resort did"),
        "claimed": _("claimed from the pool"),
        "handed_over": _("hand-over of a desk"),
        "telephone": _("on the telephone"),
        "nobody": _("nobody works here yet"),
        "untouched": _("nobody followed up"),
        "given_back": _("put there by hand"),
        "undone": _("taken back"),
    }
    return reasons.get(reason or "", "")
