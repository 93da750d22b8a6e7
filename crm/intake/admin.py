"""Inquiries in Django's administration pages."""

from django.contrib import admin

from crm.intake.models import Inquiry
from kit.admin import ReadOnly


@admin.register(Inquiry)
class InquiryAdmin(ReadOnly, admin.ModelAdmin[Inquiry]):
    """Read-only, above all for suspect inquiries."""

    list_display = ("number", "asked_at", "name", "suspect_reason")
    list_filter = ("suspect_reason",)
    exclude = ("phone", "phone_raw", "consent_address")
