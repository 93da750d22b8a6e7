"""The pool in the API, included under `/api/v1/`."""

from django.urls import path

from crm.pool.api import views

urlpatterns = [
    path("pool/", views.PoolList.as_view(), name="api-pool-list"),
    path("pool/<int:pk>/claim/", views.Claim.as_view(), name="api-pool-claim"),
]
