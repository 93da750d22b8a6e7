"""Inquiries and telephone calls in the API, included under `/api/v1/`."""

from django.urls import path

from crm.intake.api import views

urlpatterns = [
    path("inquiries/", views.InquiryIntake.as_view(), name="api-inquiry-intake"),
    path("telephone/", views.Telephone.as_view(), name="api-telephone"),
]
