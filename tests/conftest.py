"""The cast of the tests and the rules of the suite."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Role, User
from consultants import queries
from consultants.models import Consultant, Leave
from content.services import editors
from crm.leads.models import Lead
from crm.routing.queries import active
from kit import clock, throttle
from tests import snapshot
from tests.factories.leads import ask
from tests.factories.people import ConsultantFactory, UserFactory, on_duty_every_day

# How long an example takes says how busy the machine is, and nothing about the code.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

# A Monday morning on which everybody who works is at work.
MONDAY_MORNING = datetime(2026, 11, 23, 9, 12, tzinfo=clock.SHANGHAI)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that start browsers and servers: they take longest, and none should be left for the end."""
    slow = {item.path for item in items if item.get_closest_marker("browser") or item.get_closest_marker("services")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what the migrations wrote for tests that come after one that commits."""
    with django_db_blocker.unblock():
        snapshot.take()
    yield
    with django_db_blocker.unblock():
        snapshot.send_everybody_home()


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For rows that all tests of a file read: what is written before the first of them goes after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    """No test inherits another one's cached words or used-up rates."""
    cache.clear()
    throttle.limiter.cache_clear()
    queries.forget_roster()
    active.forget_rules()


@pytest.fixture
def monday() -> datetime:
    """Monday 2026-11-23, 09:12 in Jinggangshan."""
    return MONDAY_MORNING


@pytest.fixture
def zhong(db: None) -> Consultant:
    """钟老师, who owns the lead."""
    user = UserFactory(username="zhong", display_name="钟老师")
    return on_duty_every_day(ConsultantFactory(user=user, name="钟老师", hotline="+8618079606663", position=0))


@pytest.fixture
def qian(db: None) -> Consultant:
    """钱老师, a colleague who must not see it."""
    user = UserFactory(username="qian", display_name="钱老师")
    return on_duty_every_day(ConsultantFactory(user=user, name="钱老师", hotline="+8618079611118", position=1))


@pytest.fixture
def liu(db: None) -> Consultant:
    """刘老师, who is on leave this month."""
    user = UserFactory(username="liu", display_name="刘老师")
    consultant = on_duty_every_day(ConsultantFactory(user=user, name="刘老师", hotline="+8618079606668", position=2))
    starts_at = clock.start_of(MONDAY_MORNING.date()) - timedelta(days=3)
    Leave.objects.create(consultant=consultant, starts_at=starts_at, ends_at=starts_at + timedelta(days=30))
    return consultant


@pytest.fixture
def manager(db: None) -> User:
    """The manager, who sees all."""
    return UserFactory(username="manager", display_name="黄主任", role=Role.MANAGER)


@pytest.fixture
def editor(db: None) -> User:
    """The editor, who sees pages and no leads."""
    person = UserFactory(username="editor", role=Role.EDITOR)
    editors.admit(person)
    return person


@pytest.fixture
def admin_person(db: None) -> User:
    """The administrator."""
    return UserFactory(username="admin", role=Role.ADMIN, is_staff=True, is_superuser=True)


@pytest.fixture
def lead(zhong: Consultant, monday: datetime) -> Lead:
    """王主任's lead of this morning, owned by 钟老师."""
    found = ask(at=monday).lead
    assert found is not None
    return found


@pytest.fixture
def as_zhong(client: Client, zhong: Consultant) -> Client:
    """The browser in which 钟老师 is signed in."""
    assert zhong.user is not None
    client.force_login(zhong.user)
    return client


@pytest.fixture
def as_manager(client: Client, manager: User) -> Client:
    """The browser in which the manager is signed in."""
    client.force_login(manager)
    return client
