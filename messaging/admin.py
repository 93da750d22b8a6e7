"""Messages for the administrator's eye: read, never written by hand."""

from django.contrib import admin
from django.http import HttpRequest

from messaging.models import Message, MessageEvent, Reply


class ReadOnly:
    """Nothing is added, changed or deleted here: only services write."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Allow no new rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Allow no changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Allow no deletions."""
        return False


class MessageEventInline(ReadOnly, admin.TabularInline[MessageEvent, Message]):
    """A message's history."""

    model = MessageEvent
    fields = ("at", "state", "detail")
    extra = 0


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin[Message]):
    """One message and its history, with its number masked."""

    list_display = ("created_at", "masked_number", "template", "purpose", "state", "error_code", "attempts")
    list_filter = ("state", "purpose", "gateway")
    exclude = ("to_number", "recipient")
    show_full_result_count = False
    inlines = (MessageEventInline,)


@admin.register(Reply)
class ReplyAdmin(ReadOnly, admin.ModelAdmin[Reply]):
    """Replies as they came."""

    list_display = ("received_at", "__str__", "body")
    exclude = ("from_number",)
