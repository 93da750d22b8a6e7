"""API addresses of this room, included under `/api/v1/`."""

from django.urls import path

from crm.api import cadence_views, pool_views, views

urlpatterns = [
    path("inquiries/", views.InquiryIntake.as_view(), name="api-inquiry-intake"),
    path("leads/", views.LeadList.as_view(), name="api-lead-list"),
    path("leads/<int:pk>/", views.LeadDetail.as_view(), name="api-lead"),
    path("pool/", pool_views.PoolList.as_view(), name="api-pool-list"),
    path("pool/<int:pk>/claim/", pool_views.Claim.as_view(), name="api-pool-claim"),
    path("telephone/", pool_views.Telephone.as_view(), name="api-telephone"),
    path("leads/<int:pk>/stop-plan/", cadence_views.StopPlan.as_view(), name="api-lead-stop-plan"),
    path("cadence/", cadence_views.ActiveCadence.as_view(), name="api-cadence"),
    path("cadence/versions/", cadence_views.CadenceVersions.as_view(), name="api-cadence-versions"),
    path("cadence/versions/<int:version>/restore/", cadence_views.RestoreCadence.as_view(), name="api-cadence-restore"),
    path("cadence/preview/", cadence_views.TryCadence.as_view(), name="api-cadence-preview"),
    path("cadence/board/", cadence_views.CadenceBoard.as_view(), name="api-cadence-board"),
    path("leads/<int:pk>/calls/", views.LeadCalls.as_view(), name="api-lead-calls"),
]
