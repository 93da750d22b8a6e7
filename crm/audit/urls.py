"""Address of the audit page."""

from django.urls import path

from crm.audit import views

app_name = "audit"

urlpatterns = [path("desk/audit/", views.audit, name="audit")]
