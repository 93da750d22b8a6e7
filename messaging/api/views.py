"""The API's view of the outbox."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from messaging.api.serializers import MessageSerializer
from messaging.models import Message

NARROWING = ("state", "topic")


class SeesAllMessages(BasePermission):
    """Managers and administrators."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Ask the role."""
        return bool(getattr(request.user, "sees_all_leads", False))


class NewestFirst(CursorPagination):
    """Walks by number, so a late page costs what the first one does."""

    ordering = "-id"


@extend_schema(parameters=[OpenApiParameter(name, str) for name in NARROWING])
class MessageList(generics.ListAPIView[Message]):
    """Messages, newest first; `state` and `topic` narrow them."""

    serializer_class = MessageSerializer
    permission_classes = (SeesAllMessages,)
    pagination_class = NewestFirst
    queryset = Message.objects.all()

    def get_queryset(self) -> QuerySet[Message]:
        """Messages in the state and on the topic that were asked for."""
        asked = {name: value for name in NARROWING if (value := self.request.query_params.get(name))}
        return super().get_queryset().filter(**asked)
