"""Addresses of the messages: a page for colleagues, two posts for the provider."""

from django.urls import URLPattern, URLResolver, path

from messaging.views import gateways, messages, recipients, refusals, templates, webhooks

app_name = "messaging"

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", messages.message_list, name="message-list"),
    path("messages/<uuid:uuid>/settle/", messages.settle, name="message-settle"),
    path("messages/<uuid:uuid>/opt-out/", refusals.opt_out_message, name="message-opt-out"),
    path("messages/opt-outs/", refusals.opt_out_list, name="opt-out-list"),
    path("messages/opt-outs/<int:pk>/lift/", refusals.opt_out_lift, name="opt-out-lift"),
    path("messages/consents/", refusals.consent_list, name="consent-list"),
    path("messages/templates/", templates.template_list, name="template-list"),
    path("messages/templates/new/", templates.template_new, name="template-new"),
    path("messages/templates/versions/<int:pk>/decide/", templates.template_decide, name="template-decide"),
    path("messages/templates/versions/<int:pk>/provider-id/", templates.provider_id, name="provider-id"),
    path("messages/templates/<slug:key>/", templates.template_edit, name="template"),
    path("messages/templates/<slug:key>/count/", templates.template_count, name="template-count"),
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
