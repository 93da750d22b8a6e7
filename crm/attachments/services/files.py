"""Files of a lead: taken in, handed out, removed, and deleted for good."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from crm.attachments.errors import FileNotTaken, TooManyFiles
from crm.attachments.models import Attachment, AttachmentDownload
from crm.attachments.models.attachment import FOLDER, private
from crm.attachments.rules import kinds
from crm.leads.models import Action, ActionKind, Kind, Lead
from crm.leads.services import locks, timeline, undo
from kit import clock, text

MIB = 1 << 20
MOST_FILES = 100
# A content without a row was left by a request that broke off; one younger may still get its row.
ORPHANED_AFTER = timedelta(days=1)


@transaction.atomic
def add(
    lead_id: int, *, uploads: Sequence[UploadedFile], by: User, at: datetime | None = None
) -> tuple[list[Attachment], Action | None]:
    """Keep files with a lead: all of them or none.

    Raises FileNotTaken, TooManyFiles, LeadIsInPool.
    """
    at = at or clock.now()
    contents = [(_name(file), _content(file)) for file in uploads]
    lead = locks.lock_owned(lead_id)
    if Attachment.objects.filter(lead=lead, removed_at=None).count() + len(contents) > MOST_FILES:
        raise TooManyFiles(MOST_FILES)
    kept: list[Attachment] = []
    try:
        for name, content in contents:
            kept.append(Attachment(lead=lead, name=name, size=len(content), by=by, at=at))
            kept[-1].file.save(name, ContentFile(content))
        data = {"files": [[one.pk, one.name] for one in kept]}
        return kept, _record(ActionKind.ATTACH, lead, data, by=by, at=at)
    except BaseException:
        for one in kept:
            if one.file:
                one.file.storage.delete(one.file.name)
        raise


@transaction.atomic
def remove(lead_id: int, *, attachment_id: int, by: User, at: datetime | None = None) -> Action | None:
    """Remove a file; None where it is removed already. Its content is deleted later. Raises LeadIsInPool."""
    at = at or clock.now()
    lead = locks.lock_owned(lead_id)
    found = Attachment.objects.of(lead).select_for_update(of=("self",)).filter(pk=attachment_id).first()
    if found is None:
        return None
    found.removed_at = at
    found.save(update_fields=["removed_at"])
    return _record(ActionKind.DETACH, lead, {"removed": [[found.pk, found.name]]}, by=by, at=at)


def take_back(action: Action, *, at: datetime) -> None:
    """Undo what was done: files that were added are removed, one that was removed is there again."""
    data = action.leads.select_related("line").get().line.data
    if action.kind == ActionKind.ATTACH:
        added = [pk for pk, _name in data["files"]]
        Attachment.objects.filter(pk__in=added, removed_at=None).update(removed_at=at)
    else:
        removed = [pk for pk, _name in data["removed"]]
        Attachment.objects.filter(pk__in=removed).exclude(file="").update(removed_at=None)


def download(attachment: Attachment, *, by: User, address: str | None, at: datetime | None = None) -> None:
    """Write down that a user downloads a file."""
    AttachmentDownload.objects.create(attachment=attachment, by=by, at=at or clock.now(), address=address or None)


def forget(at: datetime) -> int:
    """Delete the contents of files that were removed, and what requests that broke off have left; how many."""
    old = list(Attachment.objects.deletable(at).values_list("pk", flat=True))
    return sum(_delete(pk, at) for pk in old) + _delete_orphans(at)


@transaction.atomic
def _delete(pk: int, at: datetime) -> int:
    row = Attachment.objects.deletable(at).select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None:
        return 0
    name, row.file = row.file.name, ""
    row.save(update_fields=["file"])
    transaction.on_commit(lambda: private().delete(name))
    return 1


def _delete_orphans(at: datetime) -> int:
    storage = private()
    with suppress(FileNotFoundError):
        names = {f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]}
        names -= set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
        old = [name for name in names if storage.get_modified_time(name) < at - ORPHANED_AFTER]
        for name in old:
            storage.delete(name)
        return len(old)
    return 0


def _record(kind: ActionKind, lead: Lead, data: dict[str, Any], *, by: User, at: datetime) -> Action | None:
    line = timeline.write(lead, Kind.FILED, at=at, by=by, data=data)
    return undo.record(kind, [line], before={lead.pk: {}}, by=by, at=at)


def _name(file: UploadedFile) -> str:
    """The last part of the name as it came, without what no reader sees."""
    name = text.clean((file.name or "").replace("\\", "/").rpartition("/")[2]).strip()
    return name[-120:]


def _content(file: UploadedFile) -> bytes:
    """What a file holds. Raises FileNotTaken."""
    name, ending = _name(file), kinds.ending_of(_name(file))
    if ending not in settings.ATTACHMENT_ENDINGS:
        words = _("“%(name)s” is of a kind that is not taken. Taken: %(known)s")
        raise FileNotTaken(words % {"name": name, "known": " ".join(settings.ATTACHMENT_ENDINGS)})
    most = settings.ATTACHMENT_LARGEST_MB
    if (file.size or 0) > most * MIB:
        raise FileNotTaken(_("“%(name)s” is larger than %(most)s MB.") % {"name": name, "most": most})
    content: bytes = file.read()
    if not content:
        raise FileNotTaken(_("“%(name)s” is empty.") % {"name": name})
    if not kinds.is_what_it_says(name, content):
        words = _("“%(name)s” is no %(ending)s file, whatever its name says.")
        raise FileNotTaken(words % {"name": name, "ending": ending})
    return content
