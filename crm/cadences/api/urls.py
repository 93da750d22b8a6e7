"""Follow-up plans in the API, included under `/api/v1/`."""

from django.urls import path

from crm.cadences.api import views

urlpatterns = [
    path("leads/<int:pk>/stop-plan/", views.StopPlan.as_view(), name="api-lead-stop-plan"),
    path("cadence/", views.ActiveCadence.as_view(), name="api-cadence"),
    path("cadence/versions/", views.CadenceVersions.as_view(), name="api-cadence-versions"),
    path("cadence/versions/<int:version>/restore/", views.RestoreCadence.as_view(), name="api-cadence-restore"),
    path("cadence/preview/", views.TryCadence.as_view(), name="api-cadence-preview"),
    path("cadence/board/", views.CadenceBoard.as_view(), name="api-cadence-board"),
]
