"""What a notice says, in the language of who reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from crm.notices.models import Notice
from crm.notices.rules.kinds import NoticeKind
from kit import clock

ICONS = {
    NoticeKind.MENTIONED: "at-sign",
    NoticeKind.GIVEN: "user-plus",
    NoticeKind.TAKEN: "user-minus",
    NoticeKind.MERGED: "merge",
    NoticeKind.UNDONE: "undo-2",
    NoticeKind.PROMISE: "siren",
    NoticeKind.REVIEW: "shield-question-mark",
    NoticeKind.REVEALS: "eye",
    NoticeKind.REPLIED: "message-square-reply",
    NoticeKind.IMPORTED: "upload",
    NoticeKind.IMPORT_FAILED: "triangle-alert",
    NoticeKind.EXPORTED: "download",
    NoticeKind.EXPORT_FAILED: "triangle-alert",
    NoticeKind.EXPORT_ASKED: "key-round",
    NoticeKind.EXPORT_ALLOWED: "check",
    NoticeKind.EXPORT_REFUSED: "x",
}
# Time is running out, or something broke.
URGENT = {NoticeKind.PROMISE, NoticeKind.REVIEW, NoticeKind.REVEALS, NoticeKind.IMPORT_FAILED, NoticeKind.EXPORT_FAILED}


@dataclass(frozen=True, slots=True)
class Row:
    """One notice as the list shows it: what it is about, what happened, and words that were written."""

    notice: Notice
    icon: str
    is_urgent: bool
    title: str
    words: str
    quote: str


def row(notice: Notice, at: datetime, *, is_visible: bool = True) -> Row:
    """A notice in words; what a lead's timeline says is not quoted to who does not see the lead any more."""
    kind = NoticeKind(notice.kind)
    facts = notice.facts
    title = notice.lead.name if notice.lead else facts.get("names") or facts.get("name") or str(kind.label)
    quote = facts.get("text", "") if is_visible else ""
    return Row(notice, ICONS[kind], kind in URGENT, title, _words(notice, kind, at), quote)


def _words(notice: Notice, kind: NoticeKind, at: datetime) -> str:  # noqa: C901, PLR0911, PLR0912  (one sentence a kind)
    facts: dict[str, Any] = notice.facts
    said = {**facts, "by": str(notice.by) if notice.by else _("the system")}
    match kind:
        case NoticeKind.MENTIONED:
            return _("%(by)s mentioned you") % said
        case NoticeKind.GIVEN if facts.get("count", 1) > 1:
            return _("%(count)s leads come to you from %(by)s") % said
        case NoticeKind.GIVEN:
            return _("comes to you from %(by)s") % said
        case NoticeKind.TAKEN if not facts.get("goes_to"):
            return _("went into the public pool (%(by)s)") % said
        case NoticeKind.TAKEN if facts.get("count", 1) > 1:
            return _("%(count)s of your leads go to %(goes_to)s (%(by)s)") % said
        case NoticeKind.TAKEN:
            return _("goes to %(goes_to)s (%(by)s)") % said
        case NoticeKind.MERGED:
            return _("was merged into %(into)s (%(by)s)") % said
        case NoticeKind.UNDONE:
            return _("The hand-over or merge was undone.")
        case NoticeKind.PROMISE:
            due = clock.spoken(datetime.fromisoformat(facts["due_at"]), seen_from=at)
            return _("Nobody has called yet; the call was promised by %(due)s") % {"due": due}
        case NoticeKind.REVIEW:
            return _("%(count)s suspect inquiries wait for a person") % said
        case NoticeKind.REVEALS:
            return _("saw %(count)s numbers within an hour") % said
        case NoticeKind.REPLIED:
            return _("texted back")
        case NoticeKind.IMPORTED:
            return _("is imported: %(count)s leads") % said
        case NoticeKind.IMPORT_FAILED:
            return _("was broken off; it can go on where it was")
        case NoticeKind.EXPORTED:
            return _("The file is ready: %(count)s rows") % said
        case NoticeKind.EXPORT_FAILED:
            return _("The file could not be written; ask for it once more")
        case NoticeKind.EXPORT_ASKED:
            return _("%(by)s asks for full numbers") % said
        case NoticeKind.EXPORT_ALLOWED:
            return _("%(by)s allowed full numbers; the file is being written") % said
        case NoticeKind.EXPORT_REFUSED:
            return _("%(by)s refused full numbers") % said
