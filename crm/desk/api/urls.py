"""Leads in the API, included under `/api/v1/`."""

from django.urls import path

from crm.desk.api import texts, views

urlpatterns = [
    path("leads/", views.LeadList.as_view(), name="api-lead-list"),
    path("leads/<int:pk>/", views.LeadDetail.as_view(), name="api-lead"),
    path("leads/<int:pk>/texts/", texts.LeadTexts.as_view(), name="api-lead-texts"),
    path("leads/<int:pk>/calls/", views.LeadCalls.as_view(), name="api-lead-calls"),
]
