"""Organisations in Django's admin."""

from django.contrib import admin

from crm.leads.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """Organisations, found by name."""

    search_fields = ("name",)
