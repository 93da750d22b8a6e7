"""Models of files."""

from crm.attachments.models.attachment import Attachment, AttachmentDownload

__all__ = ["Attachment", "AttachmentDownload"]
