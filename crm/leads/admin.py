"""Organisations in Django's administration pages."""

from django.contrib import admin

from crm.leads.models import Organisation


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """One page an organisation."""

    search_fields = ("name",)
