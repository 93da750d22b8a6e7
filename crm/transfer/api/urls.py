"""Imports and exports in the API, included under `/api/v1/`."""

from django.urls import path

from crm.transfer.api import views

urlpatterns = [
    path("imports/", views.ImportList.as_view(), name="api-import-list"),
    path("imports/<int:pk>/", views.ImportDetail.as_view(), name="api-import"),
    path("imports/<int:pk>/start/", views.ImportStart.as_view(), name="api-import-start"),
    path("imports/<int:pk>/take-back/", views.ImportTakeBack.as_view(), name="api-import-take-back"),
    path("exports/", views.ExportList.as_view(), name="api-export-list"),
    path("exports/<int:pk>/", views.ExportDetail.as_view(), name="api-export"),
    path("exports/<int:pk>/file/", views.ExportFile.as_view(), name="api-export-file"),
]
