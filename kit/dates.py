"""Days and instants a user may type: in the centre's calendar, so that neither end of Python's is computed with."""

from datetime import date, time
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from kit import clock

DAYS = EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
INSTANTS = clock.start_of(EARLIEST), clock.instant(LATEST, time.max)
BOUNDS = _("Choose a day between 2000 and 2099.")
VALIDATORS: list[Any] = [MinValueValidator(EARLIEST, BOUNDS), MaxValueValidator(LATEST, BOUNDS)]
INSTANT_VALIDATORS: list[Any] = [MinValueValidator(INSTANTS[0], BOUNDS), MaxValueValidator(INSTANTS[1], BOUNDS)]


def day(text: str) -> date:
    """A day in ISO 8601, such as 2026-12-01. Raises ValueError for anything else, and outside the calendar."""
    found = date.fromisoformat(text)
    if not EARLIEST <= found <= LATEST:
        raise ValueError(text)
    return found


class DayField(forms.DateField):
    """A day from 2000 to 2099, Asia/Shanghai."""

    default_validators = VALIDATORS
    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        """As Django's own field."""
        kwargs.setdefault("error_messages", {"invalid": _("Choose a day, such as 2026-12-01.")})
        super().__init__(**kwargs)
