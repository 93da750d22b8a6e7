"""API addresses of this room, included under `/api/v1/`."""

from django.urls import path

from crm.api import views

urlpatterns = [
    path("inquiries/", views.InquiryIntake.as_view(), name="api-inquiry-intake"),
    path("leads/", views.LeadList.as_view(), name="api-lead-list"),
    path("leads/<int:pk>/", views.LeadDetail.as_view(), name="api-lead"),
    path("leads/<int:pk>/calls/", views.LeadCalls.as_view(), name="api-lead-calls"),
]
