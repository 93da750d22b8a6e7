"""Models of notices."""

from crm.notices.models.choice import NoticeChoice
from crm.notices.models.notice import Notice

__all__ = ["Notice", "NoticeChoice"]
