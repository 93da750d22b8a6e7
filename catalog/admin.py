"""Programmes and venues in Django's own administration pages."""

from django.contrib import admin

from catalog.models import Programme, Venue


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin[Programme]):
    """One page a programme."""

    list_display = ("title", "theme", "days", "is_active")


@admin.register(Venue)
class VenueAdmin(admin.ModelAdmin[Venue]):
    """One page a venue."""

    list_display = ("name", "kind", "seats")
