"""What the API of every app uses of Django REST framework, in our terms."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers, serializers
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.fields import empty
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import AnonRateThrottle

from kit import phones, text, throttle


class AnonymousThrottle(AnonRateThrottle):
    """Counts callers without a token by the same address as every other limit."""

    def get_ident(self, request: Request) -> str:
        """The caller's network."""
        return throttle.network(request)


class JSONParser(parsers.JSONParser):
    """Refuses what is nested too deep for Python, as it refuses what is no JSON."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The request's body. Raises ParseError."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError from None


class NewestFirst(CursorPagination):
    """Walks by number, so a late page costs what the first one does."""

    ordering = "-id"

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Where the page begins. Raises NotFound for what no page of ours has named."""
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and text.number(str(cursor.position)) is None:
            raise NotFound(self.invalid_cursor_message)
        return cursor


class TextField(serializers.CharField):
    """A text that can be read."""

    def run_validation(self, data: Any = empty) -> Any:
        """Judge the text without characters that no reader sees."""
        return super().run_validation(text.clean(data) if isinstance(data, str) else data)


class PhoneField(TextField):
    """A telephone number in any spelling; validated data hold a `kit.phones.Phone`."""

    def to_internal_value(self, data: Any) -> Any:
        """Parse the text."""
        try:
            return phones.parse(super().to_internal_value(data)[: phones.LONGEST_SPELLING])
        except phones.UnreadablePhone as refusal:
            raise serializers.ValidationError(str(refusal), code=refusal.code) from refusal


class E164Field(PhoneField):
    """A telephone number in any spelling; validated data hold its E.164."""

    def to_internal_value(self, data: Any) -> str:
        """Parse the text."""
        return str(super().to_internal_value(data).e164)


def read(serializer: type[BaseSerializer[Any]], data: Any) -> dict[str, Any]:
    """What a request says, checked. Raises DRF's ValidationError, which is answered with 400."""
    asked = serializer(data=data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)
