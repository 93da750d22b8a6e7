"""Addresses of the messages: a page for colleagues, two posts for the provider."""

from django.urls import URLPattern, URLResolver, path

from messaging.views import messages, refusals, webhooks

app_name = "messaging"

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", messages.message_list, name="message-list"),
    path("messages/<uuid:uuid>/settle/", messages.settle, name="message-settle"),
    path("sms/refuse/<str:token>/", refusals.refuse, name="refuse"),
    path("sms/callback/<uuid:uuid>/", webhooks.callback, name="sms-callback"),
    path("sms/inbound/", webhooks.inbound, name="sms-inbound"),
    path("sms/aliyun/callback/<str:token>/", webhooks.aliyun, name="aliyun-callback"),
]
