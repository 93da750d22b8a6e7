"""People who work here."""

from datetime import time, timedelta

import factory

from accounts.models import Role, User
from consultants.models import Consultant, DatedShift, Shift, Weekday
from kit import clock


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"colleague{n}")
    role = Role.CONSULTANT


class ConsultantFactory(factory.django.DjangoModelFactory[Consultant]):
    class Meta:
        model = Consultant

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"{'赵孙李周吴郑王冯陈'[n % 9]}老师")
    hotline = factory.Sequence(lambda n: f"+86130{n:08d}")
    position = factory.Sequence(lambda n: n)


def on_duty_every_day(consultant: Consultant, starts: time = time(8), ends: time = time(21)) -> Consultant:
    """Give her the same shift on all seven days."""
    Shift.objects.bulk_create(
        Shift(consultant=consultant, weekday=day, starts=starts, ends=ends) for day in Weekday.values
    )
    return consultant


def on_duty_round_the_clock(consultant: Consultant) -> Consultant:
    """Give her today and tomorrow whole, for processes that live in real time, at any hour and on any holiday."""
    days = [clock.today() + timedelta(days=ahead) for ahead in range(2)]
    DatedShift.objects.bulk_create(
        DatedShift(consultant=consultant, on=day, starts=time(0), ends=time(23, 59, 59)) for day in days
    )
    return consultant
