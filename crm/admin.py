"""Quarantined inquiries and organisations in Django's own administration pages."""

from django.contrib import admin

from crm.models import Inquiry, Organisation
from kit.admin import ReadOnly


@admin.register(Inquiry)
class InquiryAdmin(ReadOnly, admin.ModelAdmin[Inquiry]):
    """To read, above all the quarantine; nothing is written here."""

    list_display = ("number", "asked_at", "name", "suspect_reason")
    list_filter = ("suspect_reason",)
    exclude = ("phone", "phone_raw", "consent_address")


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """One page an organisation."""

    search_fields = ("name",)
