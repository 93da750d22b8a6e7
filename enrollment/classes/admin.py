"""Classes in Django's administration pages."""

from django.contrib import admin

from enrollment.classes.models import ClassSession


@admin.register(ClassSession)
class ClassSessionAdmin(admin.ModelAdmin[ClassSession]):
    """One page a class."""

    list_display = ("code", "programme", "starts_on", "capacity", "seats_taken", "state")
    list_filter = ("state", "kind")
    readonly_fields = ("seats_taken",)
