"""Consultants, shifts, leave and specialities in Django's own administration pages."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest

from consultants import queries
from consultants.models import Consultant, Shift, Speciality


class ShiftInline(admin.TabularInline[Shift, Consultant]):
    """Weekly duty beside the consultant."""

    model = Shift
    extra = 0


class SpecialityInline(admin.TabularInline[Speciality, Consultant]):
    """Specialities, beside the consultant."""

    model = Speciality
    extra = 0


@admin.register(Consultant)
class ConsultantAdmin(admin.ModelAdmin[Consultant]):
    """One page a consultant."""

    list_display = ("name", "hotline", "position", "is_active")
    inlines = [ShiftInline, SpecialityInline]
    # Pausing and leave go through the roster page, which keeps the record and asks for a cover.
    readonly_fields = ("paused_from", "paused_until", "pause_reason")

    def save_related(self, request: HttpRequest, form: ModelForm[Consultant], formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Read the roster again at once here; other processes see new hours after ten seconds."""
        super().save_related(request, form, formsets, change)
        transaction.on_commit(queries.forget_roster)
