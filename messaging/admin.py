"""Messages for the administrator's eye: read, never written by hand."""

from django.contrib import admin

from kit.admin import ReadOnly
from messaging.models import Message, MessageEvent, Reply


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
