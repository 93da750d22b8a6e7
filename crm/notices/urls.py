"""Addresses of the notices."""

from django.urls import path

from crm.notices.views import notices

app_name = "notices"

urlpatterns = [
    path("desk/notices/", notices.notice_list, name="list"),
    path("desk/notices/read/", notices.read_all, name="read-all"),
    path("desk/notices/unread/", notices.unread_all, name="unread-all"),
    path("desk/notices/settings/", notices.choices_page, name="settings"),
    path("desk/notices/<int:pk>/open/", notices.open_notice, name="open"),
    path("desk/notices/<int:pk>/read/", notices.read, name="read"),
]
