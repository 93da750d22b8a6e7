"""Leads in the API, included under `/api/v1/`."""

from django.urls import path

from crm.desk.api import files, merging, organisations, phones, saved_views, texts, views

urlpatterns = [
    path("views/", saved_views.SavedViews.as_view(), name="api-view-list"),
    path("views/<int:pk>/", saved_views.SavedViewDetail.as_view(), name="api-view"),
    path("tags/", saved_views.Tags.as_view(), name="api-tag-list"),
    path("organisations/", organisations.OrganisationList.as_view(), name="api-organisation-list"),
    path("organisations/<int:pk>/", organisations.OrganisationDetail.as_view(), name="api-organisation"),
    path("organisations/<int:pk>/notes/", organisations.OrganisationNotes.as_view(), name="api-organisation-notes"),
    path("organisations/<int:pk>/merge/", organisations.OrganisationMerge.as_view(), name="api-organisation-merge"),
    path("organisations/<int:pk>/split/", organisations.OrganisationSplit.as_view(), name="api-organisation-split"),
    path("leads/", views.LeadList.as_view(), name="api-lead-list"),
    path("leads/<int:pk>/", views.LeadDetail.as_view(), name="api-lead"),
    path("leads/<int:pk>/texts/", texts.LeadTexts.as_view(), name="api-lead-texts"),
    path("leads/<int:pk>/phones/", phones.LeadPhones.as_view(), name="api-lead-phones"),
    path("leads/<int:pk>/phones/<int:phone_id>/", phones.LeadPhoneDetail.as_view(), name="api-lead-phone"),
    path(
        "leads/<int:pk>/phones/<int:phone_id>/prefer/", phones.LeadPhonePrefer.as_view(), name="api-lead-phone-prefer"
    ),
    path("leads/<int:pk>/files/", files.LeadFiles.as_view(), name="api-lead-files"),
    path("leads/<int:pk>/files/<int:attachment_id>/", files.LeadFile.as_view(), name="api-lead-file"),
    path("leads/<int:pk>/merge/", merging.LeadMerge.as_view(), name="api-lead-merge"),
    path("leads/<int:pk>/split/", merging.LeadSplit.as_view(), name="api-lead-split"),
    path("leads/<int:pk>/calls/", views.LeadCalls.as_view(), name="api-lead-calls"),
]
