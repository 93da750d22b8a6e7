"""A funnel as JSON."""

from typing import Any

from rest_framework import serializers


class StepSerializer(serializers.Serializer[Any]):
    """One stage; rates are percent."""

    stage = serializers.CharField()
    count = serializers.IntegerField()
    of_all = serializers.FloatField()
    of_previous = serializers.FloatField()


class FunnelSerializer(serializers.Serializer[Any]):
    """How far a cohort came."""

    asked = serializers.IntegerField()
    enrolled = serializers.IntegerField()
    conversion = serializers.FloatField()
    steps = StepSerializer(many=True)


class OwnersFunnelSerializer(serializers.Serializer[Any]):
    """One consultant's funnel; without an owner it is the public pool's."""

    owner = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    funnel = FunnelSerializer()


class CohortSerializer(serializers.Serializer[Any]):
    """A period's funnel, whole and by consultant and channel; dates are Asia/Shanghai, both included."""

    since = serializers.DateField()
    until = serializers.DateField()
    whole = FunnelSerializer()
    by_owner = OwnersFunnelSerializer(many=True)
    by_source = serializers.DictField(child=FunnelSerializer())
