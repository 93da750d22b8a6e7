"""Consultants, shifts and leave in Django's own administration pages."""

from django.contrib import admin

from consultants.models import Consultant, Leave, Shift


class ShiftInline(admin.TabularInline[Shift, Consultant]):
    """Weekly duty beside the consultant."""

    model = Shift
    extra = 0


class LeaveInline(admin.TabularInline[Leave, Consultant]):
    """Leave beside the consultant."""

    model = Leave
    fk_name = "consultant"
    extra = 0


@admin.register(Consultant)
class ConsultantAdmin(admin.ModelAdmin[Consultant]):
    """One page a consultant."""

    list_display = ("name", "hotline", "position", "is_active")
    inlines = [ShiftInline, LeaveInline]
