"""A file of a lead, for tests that are about something else."""

from django.core.files.uploadedfile import SimpleUploadedFile

from crm.attachments.services import files

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def upload(name="名单（45人）.pdf", content=PDF):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def file_of(lead):
    """A file that the owner of the lead has added."""
    (kept,), _action = files.add(lead.pk, uploads=[upload()], by=lead.owner.user)
    return kept
