"""What taking an act back came to, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.leads.services.undo import Undone
from kit import language


def taken_back(undone: Undone) -> str:
    """What undoing came to; what was left as it is stands there by name."""
    said = [_("Taken back; everything stands as before.")]
    if undone.left:
        words = _("Taken back: %(number)s. Left as they are, because something has happened since: %(names)s.")
        said = [words % {"number": number_of_leads(len(undone.leads)), "names": language.listed(undone.left)}]
    if undone.late:
        words = _("Too old to be sent now, and so not sent, are the texts that had been called back: %(names)s.")
        said.append(words % {"names": language.listed([lead.name for lead in undone.late])})
    return " ".join(said)


def number_of_leads(count: int) -> str:
    """`3 leads`."""
    return ngettext("%(number)s lead", "%(number)s leads", count) % {"number": count}
