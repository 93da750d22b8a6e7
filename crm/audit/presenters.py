"""An audited act in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.audit.queries import Event, Touched
from crm.audit.rules.what import What
from crm.leads.models import Action, ActionKind, Lead
from crm.transfer.models import Export

ICONS = {
    What.REVEALED: "eye",
    What.EXPORTED: "download",
    What.DOWNLOADED: "file-down",
    What.REASSIGNED: "arrow-right-left",
    What.IMPORTED: "upload",
    What.MERGED: "merge",
    What.TAKEN_BACK: "undo-2",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One act: about what, where that stands, and the reason or what else is known."""

    event: Event
    icon: str
    subject: str
    url: str
    detail: str


def line(event: Event, touched: Mapping[int, Touched]) -> Line:
    """One act as the page shows it."""
    row = event.row
    if event.what == What.REVEALED:
        subject, url, detail = _of_lead(row.lead), row.lead.get_absolute_url(), _purpose(row.text)
    elif isinstance(row, Action):
        subject, url, detail = _of_action(row, event.what, touched.get(row.pk))
    elif event.what == What.DOWNLOADED:
        subject, detail = _of_export(row.export), row.address or ""
        url = reverse("transfer:export-list")
    else:
        subject, detail = _of_export(row), " · ".join(filter(None, (row.reason, row.get_state_display())))
        url = reverse("transfer:export-list")
    return Line(event, ICONS[event.what], subject, url, detail)


def _of_lead(lead: Lead) -> str:
    return " · ".join(filter(None, (lead.name, lead.organisation.name if lead.organisation else "")))


def _purpose(text: str) -> str:
    return {"dial": _("to dial"), "read": _("to read")}.get(text, text)


def _of_action(action: Action, what: What, touched: Touched | None) -> tuple[str, str, str]:
    """What an action was about: its first lead, and how many more; the list of leads where none is left."""
    if touched is None:
        return str(action.get_kind_display()), reverse("desk:lead-list"), ""
    words = _of_lead(touched.lead)
    if touched.count > 1:
        more = ngettext("and %(number)s more lead", "and %(number)s more leads", touched.count - 1)
        words = f"{words} {more % {'number': touched.count - 1}}"
    details = [str(action.get_kind_display())] if what == What.TAKEN_BACK else []
    if what == What.REASSIGNED:
        details = [_to(action, touched), touched.line.text]
    if action.undone_at and what != What.TAKEN_BACK:
        details.append(_("taken back since"))
    return words, touched.lead.get_absolute_url(), " · ".join(filter(None, details))


def _to(action: Action, touched: Touched) -> str:
    """To whom the leads of an action went."""
    if action.kind == ActionKind.GIVE_BACK or touched.line.consultant is None:
        return _("→ public pool")
    if touched.owners > 1:
        return _("→ %(number)s colleagues") % {"number": touched.owners}
    return f"→ {touched.line.consultant.name}"


def _of_export(export: Export) -> str:
    numbers = _("full numbers") if export.is_unmasked else _("numbers masked")
    rows = ngettext("%(number)s row", "%(number)s rows", export.written) % {"number": export.written}
    return f"{export.get_what_display()} · {rows} · {numbers}"
