"""The answer that is a file."""

from django.http import FileResponse, Http404

from accounts.models import User
from crm.attachments.models import Attachment
from crm.attachments.services import files


def handed_out(found: Attachment, *, by: User, address: str | None) -> FileResponse:
    """The content of a file as a download that no browser shows, written down; 404 where it is lost."""
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    files.download(found, by=by, address=address)
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
