"""Addresses of the messages: a page for colleagues, two posts for the provider."""

from django.urls import URLPattern, URLResolver, path

from messaging.views import gateways, messages, recipients, refusals, webhooks, wordings

app_name = "messaging"

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", messages.message_list, name="message-list"),
    path("messages/<uuid:uuid>/settle/", messages.settle, name="message-settle"),
    path("messages/<uuid:uuid>/opt-out/", refusals.opt_out_message, name="message-opt-out"),
    path("messages/opt-outs/", refusals.opt_out_list, name="opt-out-list"),
    path("messages/opt-outs/<int:pk>/lift/", refusals.opt_out_lift, name="opt-out-lift"),
    path("messages/consents/", refusals.consent_list, name="consent-list"),
    path("messages/wordings/", wordings.wording_list, name="wording-list"),
    path("messages/wordings/new/", wordings.wording_new, name="wording-new"),
    path("messages/wordings/versions/<int:pk>/decide/", wordings.wording_decide, name="wording-decide"),
    path("messages/wordings/versions/<int:pk>/provider-id/", wordings.provider_id, name="provider-id"),
    path("messages/wordings/<slug:key>/", wordings.wording_edit, name="wording"),
    path("messages/wordings/<slug:key>/count/", wordings.wording_count, name="wording-count"),
    path("messages/gateways/", gateways.gateway_list, name="gateway-list"),
    path("messages/gateways/<slug:name>/check/", gateways.gateway_check, name="gateway-check"),
    path("messages/gateways/<slug:name>/resume/", gateways.gateway_resume, name="gateway-resume"),
    path("messages/gateways/<slug:name>/pace/", gateways.gateway_pace, name="gateway-pace"),
    path("messages/recipients/", recipients.recipient_list, name="recipient-list"),
    path("messages/recipients/new/", recipients.recipient_edit, name="recipient-new"),
    path("messages/recipients/<int:pk>/", recipients.recipient_edit, name="recipient"),
    path("messages/recipients/<int:pk>/strike/", recipients.recipient_strike, name="recipient-strike"),
    path("sms/refuse/<str:token>/", refusals.refuse, name="refuse"),
    path("sms/callback/<uuid:uuid>/", webhooks.callback, name="sms-callback"),
    path("sms/inbound/", webhooks.inbound, name="sms-inbound"),
    path("sms/aliyun/callback/<str:token>/", webhooks.aliyun, name="aliyun-callback"),
]
