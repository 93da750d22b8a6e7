"""An operator makes the first administrator from the command line."""

import pytest
from django.core.management import call_command

from accounts.models import Role, User

pytestmark = pytest.mark.django_db


def test_createsuperuser_makes_an_administrator():
    call_command("createsuperuser", "--noinput", username="operator", email="operator@example.com")

    assert User.objects.get(username="operator").role == Role.ADMIN


def test_other_users_keep_the_role_they_are_given():
    assert User.objects.create_user("qian").role == Role.CONSULTANT
    assert User.objects.create_superuser("boss", role=Role.MANAGER).role == Role.MANAGER
