"""What narrows a list, declared once for its page and its API: what cannot be read is an error and never ignored."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.views import APIView

from kit import clock
from kit.dates import DayField


class SinceFilter(django_filters.Filter):
    """Rows from the beginning of a day, Asia/Shanghai."""

    field_class = DayField

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Nothing chosen narrows nothing."""
        return qs.filter(**{f"{self.field_name}__gte": clock.start_of(value)}) if value else qs


class UntilFilter(django_filters.Filter):
    """Rows until the end of a day, Asia/Shanghai."""

    field_class = DayField

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """The day itself included."""
        return qs.filter(**{f"{self.field_name}__lt": clock.end_of(value)}) if value else qs


class OnFilter(django_filters.Filter):
    """Rows of one day, Asia/Shanghai."""

    field_class = DayField

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Nothing chosen narrows nothing."""
        if not value:
            return qs
        name = self.field_name
        return qs.filter(**{f"{name}__gte": clock.start_of(value), f"{name}__lt": clock.end_of(value)})


class FilterBackend(DjangoFilterBackend):
    """django-filter's, which also refuses (400) a parameter that the list does not know."""

    def filter_queryset(self, request: HttpRequest, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        """Narrow the list of a view by what its `filterset_class` declares."""
        filterset = self.get_filterset_class(view, queryset)
        known = {"format", *(filterset.base_filters if filterset else ())}
        if paginator := getattr(view, "paginator", None):
            known.add(paginator.cursor_query_param)
        if unknown := sorted(set(request.GET) - known):
            raise serializers.ValidationError(
                {name: _("There is no such parameter.") for name in unknown}, code="unknown"
            )
        return super().filter_queryset(request, queryset, view)


def narrowed(filters: django_filters.FilterSet) -> QuerySet[Any]:
    """The rows that a filter leaves; none where what was typed cannot be read, which its form then says."""
    rows: QuerySet[Any] = filters.qs
    return rows if filters.is_valid() else rows.none()
