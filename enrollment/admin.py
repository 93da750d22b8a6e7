"""Classes in Django's own administration pages; registrations are made at the desk only."""

from django.contrib import admin

from enrollment.models import ClassSession


@admin.register(ClassSession)
class ClassSessionAdmin(admin.ModelAdmin[ClassSession]):
    """One page a class."""

    list_display = ("code", "programme", "starts_on", "capacity", "seats_taken", "state")
    list_filter = ("state", "kind")
    readonly_fields = ("seats_taken",)
