"""API addresses of this app, included under `/api/v1/`."""

from django.urls import path

from messaging.api import manager_views, views

urlpatterns = [
    path("messages/", views.MessageList.as_view(), name="api-message-list"),
    path("messages/health/", manager_views.OutboxHealth.as_view(), name="api-message-health"),
    path("messages/<uuid:uuid>/settle/", views.MessageSettle.as_view(), name="api-message-settle"),
    path("messages/<uuid:uuid>/opt-out/", views.MessageOptOut.as_view(), name="api-message-opt-out"),
    path("replies/", views.ReplyList.as_view(), name="api-reply-list"),
    path("opt-outs/", views.OptOutList.as_view(), name="api-opt-out-list"),
    path("consents/", views.ConsentList.as_view(), name="api-consent-list"),
    path("templates/", views.TemplateList.as_view(), name="api-template-list"),
    path("templates/<slug:key>/versions/", views.VersionCreate.as_view(), name="api-version-create"),
    path("templates/<slug:key>/count/", views.TemplateCount.as_view(), name="api-template-count"),
    path("templates/versions/<int:pk>/decide/", views.VersionDecide.as_view(), name="api-version-decide"),
    path("templates/versions/<int:pk>/provider-id/", views.ProviderId.as_view(), name="api-provider-id"),
    path("gateways/", manager_views.GatewayList.as_view(), name="api-gateway-list"),
    path("gateways/<slug:name>/check/", manager_views.GatewayCheck.as_view(), name="api-gateway-check"),
    path("gateways/<slug:name>/resume/", manager_views.GatewayResume.as_view(), name="api-gateway-resume"),
    path("gateways/<slug:name>/pace/", manager_views.GatewayPace.as_view(), name="api-gateway-pace"),
    path("recipients/", manager_views.RecipientList.as_view(), name="api-recipient-list"),
    path("recipients/<int:pk>/", manager_views.RecipientDetail.as_view(), name="api-recipient"),
]
