"""Quarantined inquiries and organisations in Django's own administration pages."""

from django.contrib import admin
from django.http import HttpRequest

from crm.models import Inquiry, Organisation


@admin.register(Inquiry)
class InquiryAdmin(admin.ModelAdmin[Inquiry]):
    """To read, above all the quarantine; nothing is written here."""

    list_display = ("number", "asked_at", "name", "suspect_reason")
    list_filter = ("suspect_reason",)
    exclude = ("phone", "phone_raw", "consent_address")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Inquiries come from visitors."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Inquiry | None = None) -> bool:
        """An inquiry stays as it was asked."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Inquiry | None = None) -> bool:
        """Nothing is lost."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """One page an organisation."""

    search_fields = ("name",)
