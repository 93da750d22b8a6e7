"""How the list of messages is narrowed, on its page and over the API alike."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from kit import phones
from kit.filters import SinceFilter, UntilFilter
from messaging.models import Channel, Consent, Message, OptOut, Subject, Template
from messaging.models.message import CHOICES


class MessageFilter(django_filters.FilterSet):
    """`since` and `until` are days in Asia/Shanghai, both included; `topic` is such as `lead:12`."""

    state = django_filters.ChoiceFilter(choices=CHOICES, label=_("State"), empty_label=_("all"))
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label=_("Way"), empty_label=_("all"))
    template = django_filters.ModelChoiceFilter(
        queryset=Template.objects.all(), label=_("Template"), to_field_name="key", empty_label=_("all"), method="by_key"
    )
    topic = django_filters.CharFilter(label=_("About"), max_length=40)
    since = SinceFilter(field_name="created_at", label=_("From"))
    until = UntilFilter(field_name="created_at", label=_("To"))

    class Meta:
        model = Message
        fields: tuple[str, ...] = ()

    @extend_schema_field(OpenApiTypes.STR)
    def by_key(self, messages: QuerySet[Message], _name: str, template: Template) -> QuerySet[Message]:
        """A message names its template by key."""
        return messages.filter(template=template.key)


class NumberFilter(django_filters.CharFilter):
    """Rows of a telephone number, in any spelling or by its last digits."""

    def filter(self, rows: QuerySet[Any], typed: str | None) -> QuerySet[Any]:
        """Nothing typed narrows nothing; what is no number finds nothing."""
        if not typed:
            return rows
        ending = phones.ending(typed)
        return rows.filter(number__endswith=ending) if ending else rows.none()


class OptOutFilter(django_filters.FilterSet):
    """Refusals of a number."""

    q = NumberFilter(label=_("Number or its last digits"), max_length=40)

    class Meta:
        model = OptOut
        fields: tuple[str, ...] = ()


class ConsentFilter(django_filters.FilterSet):
    """Consents of a number, to one kind of message."""

    q = NumberFilter(label=_("Number or its last digits"), max_length=40)
    kind = django_filters.ChoiceFilter(
        field_name="subject", choices=Subject.choices, label=_("For"), empty_label=_("all")
    )

    class Meta:
        model = Consent
        fields: tuple[str, ...] = ()
