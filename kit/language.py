"""The language the house keeps its own records in, whatever the reader of the moment speaks."""

from django.conf import settings
from django.utils import translation


def of_the_house() -> translation.override:
    """A context in which texts are translated for the record: diary lines, plans and messages, not answers."""
    return translation.override(settings.LANGUAGE_CODE)
