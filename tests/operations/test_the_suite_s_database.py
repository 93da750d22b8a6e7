"""What one test commits, and what it empties, is no concern of the next one; pytest runs these two in either order."""

import pytest
from wagtail.models import Page

from accounts.models import User


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_begins_as_migrated(turn):
    assert Page.objects.filter(depth=1).count() == 1
    assert not User.objects.exists()
    User.objects.create_user("passing", password="passing-through")
    Page.objects.all().delete()


@pytest.mark.django_db
def test_and_so_does_one_that_rolls_back():
    assert Page.objects.filter(depth=1).count() == 1
    assert not User.objects.exists()
