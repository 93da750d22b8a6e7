"""Addresses of this room."""

from django.urls import URLPattern, URLResolver

app_name = "consultants"

urlpatterns: list[URLPattern | URLResolver] = []
