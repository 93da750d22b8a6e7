"""What a notice may tell, and which of it a user may switch off."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What a user switches on and off together."""

    MENTIONS = "mentions", _("Mentions: a colleague writes @ and your name")
    HAND_OVERS = "hand_overs", _("Leads given to you, taken from you, or merged")
    ESCALATIONS = "escalations", _("Escalations: a promise runs out, inquiries wait for review")
    REPLIES = "replies", _("Replies: a visitor texts back")
    TRANSFERS = "transfers", _("Imports and exports that are done")
    APPROVALS = "approvals", _("Approvals: exports with full numbers")


# These cannot be switched off.
ALWAYS_ON = Topic.ESCALATIONS


class NoticeKind(TextChoices):
    """What happened."""

    MENTIONED = "mentioned", _("Mention")
    GIVEN = "given", _("Given to you")
    TAKEN = "taken", _("Taken from you")
    MERGED = "merged", _("Merged")
    UNDONE = "undone", _("Undone")
    PROMISE = "promise", _("Call due")
    REVIEW = "review", _("To review")
    REVEALS = "reveals", _("Unusual revealing")
    REPLIED = "replied", _("Reply")
    IMPORTED = "imported", _("Import")
    IMPORT_FAILED = "import_failed", _("Import broken off")
    EXPORTED = "exported", _("Export")
    EXPORT_FAILED = "export_failed", _("Export broken off")
    EXPORT_ASKED = "export_asked", _("Approval asked")
    EXPORT_ALLOWED = "export_allowed", _("Allowed")
    EXPORT_REFUSED = "export_refused", _("Refused")


TOPIC_OF = {
    NoticeKind.MENTIONED: Topic.MENTIONS,
    NoticeKind.GIVEN: Topic.HAND_OVERS,
    NoticeKind.TAKEN: Topic.HAND_OVERS,
    NoticeKind.MERGED: Topic.HAND_OVERS,
    NoticeKind.UNDONE: Topic.HAND_OVERS,
    NoticeKind.PROMISE: Topic.ESCALATIONS,
    NoticeKind.REVIEW: Topic.ESCALATIONS,
    NoticeKind.REVEALS: Topic.ESCALATIONS,
    NoticeKind.REPLIED: Topic.REPLIES,
    NoticeKind.IMPORTED: Topic.TRANSFERS,
    NoticeKind.IMPORT_FAILED: Topic.TRANSFERS,
    NoticeKind.EXPORTED: Topic.TRANSFERS,
    NoticeKind.EXPORT_FAILED: Topic.TRANSFERS,
    NoticeKind.EXPORT_ASKED: Topic.APPROVALS,
    NoticeKind.EXPORT_ALLOWED: Topic.APPROVALS,
    NoticeKind.EXPORT_REFUSED: Topic.APPROVALS,
}
