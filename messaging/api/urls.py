"""API addresses of this room, included under `/api/v1/`."""

from django.urls import path

from messaging.api import house_views, views

urlpatterns = [
    path("messages/", views.MessageList.as_view(), name="api-message-list"),
    path("messages/health/", house_views.OutboxHealth.as_view(), name="api-message-health"),
    path("messages/<uuid:uuid>/settle/", views.MessageSettle.as_view(), name="api-message-settle"),
    path("messages/<uuid:uuid>/opt-out/", views.MessageOptOut.as_view(), name="api-message-opt-out"),
    path("replies/", views.ReplyList.as_view(), name="api-reply-list"),
    path("opt-outs/", views.OptOutList.as_view(), name="api-opt-out-list"),
    path("consents/", views.ConsentList.as_view(), name="api-consent-list"),
    path("wordings/", views.WordingList.as_view(), name="api-wording-list"),
    path("wordings/<slug:key>/versions/", views.VersionCreate.as_view(), name="api-version-create"),
    path("wordings/<slug:key>/count/", views.WordingCount.as_view(), name="api-wording-count"),
    path("wordings/versions/<int:pk>/decide/", views.VersionDecide.as_view(), name="api-version-decide"),
    path("wordings/versions/<int:pk>/provider-id/", views.ProviderId.as_view(), name="api-provider-id"),
    path("gateways/", house_views.GatewayList.as_view(), name="api-gateway-list"),
    path("gateways/<slug:name>/check/", house_views.GatewayCheck.as_view(), name="api-gateway-check"),
    path("gateways/<slug:name>/resume/", house_views.GatewayResume.as_view(), name="api-gateway-resume"),
    path("gateways/<slug:name>/pace/", house_views.GatewayPace.as_view(), name="api-gateway-pace"),
    path("recipients/", house_views.RecipientList.as_view(), name="api-recipient-list"),
    path("recipients/<int:pk>/", house_views.RecipientDetail.as_view(), name="api-recipient"),
]
