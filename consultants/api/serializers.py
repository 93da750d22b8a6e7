"""The roster as the API shows it."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from consultants.queries import OnRoster
from kit import clock
from kit.dates import VALIDATORS

LONGEST_DAYS = 62


class SpanSerializer(serializers.Serializer[Any]):
    """Which days are asked for: from `since` to `until`, both included, at most 62; without them the next 14."""

    since = serializers.DateField(required=False, validators=VALIDATORS)
    until = serializers.DateField(required=False, validators=VALIDATORS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in what was left out; a span that is none, or too long, is a problem."""
        since = attrs.get("since", clock.today())
        until = attrs.get("until", since + timedelta(days=13))
        if not timedelta(0) <= until - since < timedelta(days=LONGEST_DAYS):
            raise serializers.ValidationError({"until": "From since to until are 1 to 62 days."}, code="span")
        return {"since": since, "until": until}


class WindowSerializer(serializers.Serializer[Any]):
    """A stretch of duty."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class DutySerializer(serializers.Serializer[Any]):
    """One consultant's duty in the days asked for; pauses are left aside."""

    consultant = serializers.IntegerField()
    name = serializers.CharField()
    hotline = serializers.CharField()
    duty = WindowSerializer(many=True)


class CardSerializer(serializers.Serializer[Any]):
    """The present status of a consultant: what the hotline bar and routing read."""

    consultant = serializers.IntegerField(source="consultant.pk")
    name = serializers.CharField(source="consultant.name")
    hotline = serializers.CharField(source="consultant.hotline")
    is_on_duty = serializers.SerializerMethodField()
    until = serializers.SerializerMethodField()
    next_from = serializers.SerializerMethodField()
    paused_until = serializers.DateTimeField(allow_null=True)
    open_leads_at_most = serializers.IntegerField(allow_null=True)
    new_leads_a_day_at_most = serializers.IntegerField(allow_null=True)
    specialities = serializers.SerializerMethodField()

    def get_is_on_duty(self, one: OnRoster) -> bool:
        """Whether the consultant is on duty now."""
        return one.card(self.context["at"]).is_on_duty

    def get_until(self, one: OnRoster) -> str | None:
        """The end of the present duty."""
        until = one.card(self.context["at"]).until
        return clock.local(until).isoformat() if until else None

    def get_next_from(self, one: OnRoster) -> str | None:
        """The beginning of the next duty while off duty."""
        next_from = one.card(self.context["at"]).next_from
        return clock.local(next_from).isoformat() if next_from else None

    def get_specialities(self, one: OnRoster) -> list[str]:
        """Slugs such as `region:江西`."""
        return sorted(one.specialities)
