"""Classes to register for."""

from datetime import date, timedelta
from decimal import Decimal

import factory

from catalog.models import Programme
from enrollment.classes.models import ClassSession
from enrollment.classes.rules.lifecycle import SessionState


class ProgrammeFactory(factory.django.DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    title = factory.Sequence(lambda n: f"测试班 {n}")
    slug = factory.Sequence(lambda n: f"class-{n}")
    theme = "能力提升"
    days = 5
    class_hours = 40


class ClassSessionFactory(factory.django.DjangoModelFactory[ClassSession]):
    class Meta:
        model = ClassSession

    code = factory.Sequence(lambda n: f"2030-{n:03d}")
    programme = factory.SubFactory(ProgrammeFactory)
    state = SessionState.OPEN
    starts_on = date(2030, 5, 6)
    ends_on = factory.LazyAttribute(lambda session: session.starts_on + timedelta(days=4))
    capacity = 60
    price = Decimal("2680.00")
