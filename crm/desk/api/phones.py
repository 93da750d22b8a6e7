"""The further telephone numbers of a lead over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import PARAMETER, WorksLeads, idempotent, person
from crm.leads.api.serializers import LeadSerializer
from crm.leads.models import Lead, LeadPhone
from crm.leads.models.phone import LONGEST_LABEL
from crm.leads.services import phones
from kit.api import PhoneField, TextField, read


class LeadPhoneSerializer(serializers.ModelSerializer[LeadPhone]):
    """A further number, masked."""

    phone = serializers.CharField(source="masked", read_only=True)

    class Meta:
        model = LeadPhone
        fields = ("id", "label", "phone")
        read_only_fields = fields


class NewPhoneSerializer(serializers.Serializer[LeadPhone]):
    """A number in any spelling, and whose or where it is."""

    phone = PhoneField()
    label = TextField(max_length=LONGEST_LABEL, required=False, allow_blank=True, default="")  # type: ignore[assignment]


class LeadPhones(APIView):
    """The further numbers of a lead; the preferred one stands in the lead itself."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses=LeadPhoneSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The further numbers, in the order they were added."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        return Response(LeadPhoneSerializer(lead.phones.all(), many=True).data)

    @extend_schema(
        request=NewPhoneSerializer, responses={status.HTTP_201_CREATED: LeadPhoneSerializer}, parameters=[PARAMETER]
    )
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        """Add a further number."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        added, _action = phones.add(lead.pk, by=person(request), **read(NewPhoneSerializer, request.data))
        return Response(LeadPhoneSerializer(added).data, status=status.HTTP_201_CREATED)


class LeadPhoneDetail(APIView):
    """One further number of a lead."""

    permission_classes = (WorksLeads,)

    @extend_schema(responses={status.HTTP_204_NO_CONTENT: None})
    def delete(self, request: Request, pk: int, phone_id: int) -> Response:
        """Remove the number."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        phones.remove(lead.pk, phone_id=phone_id, by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class LeadPhonePrefer(APIView):
    """Which number is preferred."""

    permission_classes = (WorksLeads,)

    @extend_schema(request=None, responses=LeadSerializer, parameters=[PARAMETER])
    @idempotent
    def post(self, request: Request, pk: int, phone_id: int) -> Response:
        """Let this number and the preferred one change places."""
        lead = generics.get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        lead, _action = phones.prefer(lead.pk, phone_id=phone_id, by=person(request))
        return Response(LeadSerializer(lead).data)
