"""Wagtail's public interfaces are not offered here, and so they are not loaded either."""

import subprocess
import sys

import pytest
from django.urls import reverse

STARTED = """
import sys
from content import unrouted
{before}
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted({{"ninja", "pydantic", "wagtail.admin.api.urls"}} & set(sys.modules)))
"""


def loaded_by(before):
    started = subprocess.run(
        [sys.executable, "-c", STARTED.format(before=before)], capture_output=True, text=True, check=True, timeout=60
    )
    return started.stdout.split()


def test_a_process_of_the_house_starts_without_it_and_with_the_editor_s_own_interface():
    assert loaded_by("") == ["wagtail.admin.api.urls"]


def test_wagtail_alone_would_load_it():
    """Negative control."""
    assert {"ninja", "pydantic"} < set(loaded_by("unrouted.leave_out = lambda: None"))


@pytest.mark.django_db
def test_it_has_no_address(client):
    assert client.get("/api/v3/pages/").status_code == 404


@pytest.mark.django_db
def test_the_editor_s_tree_of_pages_opens_as_before(admin_client):
    answer = admin_client.get(reverse("wagtailadmin_api:pages:listing"), {"child_of": 1, "for_explorer": 1})
    assert answer.status_code == 200
    assert "items" in answer.json()
