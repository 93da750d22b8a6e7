"""A class lies in the centre's calendar."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories.classes import ClassSessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [{"starts_on": date(1, 1, 1)}, {"ends_on": date(9999, 12, 31)}])
def test_days_outside_the_calendar_are_refused(days):
    session = ClassSessionFactory()
    for name, day in days.items():
        setattr(session, name, day)

    with pytest.raises(ValidationError) as refused:
        session.full_clean()
    assert days.keys() <= refused.value.message_dict.keys()
    with pytest.raises(IntegrityError), transaction.atomic():
        session.save()
