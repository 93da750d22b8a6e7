"""API addresses of this room, included under `/api/v1/`."""

from django.urls import path

from messaging.api import views

urlpatterns = [
    path("messages/", views.MessageList.as_view(), name="api-message-list"),
    path("messages/<uuid:uuid>/settle/", views.MessageSettle.as_view(), name="api-message-settle"),
    path("opt-outs/", views.OptOutList.as_view(), name="api-opt-out-list"),
    path("consents/", views.ConsentCreate.as_view(), name="api-consent-create"),
    path("wordings/", views.WordingList.as_view(), name="api-wording-list"),
    path("wordings/<slug:key>/versions/", views.VersionCreate.as_view(), name="api-version-create"),
    path("wordings/versions/<int:pk>/decide/", views.VersionDecide.as_view(), name="api-version-decide"),
    path("gateways/", views.SenderList.as_view(), name="api-gateway-list"),
]
