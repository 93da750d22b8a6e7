"""API addresses of this app, included under `/api/v1/`."""

from django.urls import path

from reports.api import views

urlpatterns = [path("reports/funnel/", views.FunnelReport.as_view(), name="api-report-funnel")]
