"""Wagtail's API v3 is not offered here, and so it is not loaded either."""

import subprocess
import sys

import pytest

STARTED = """
import sys
from content import unrouted
{before}
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted({{"ninja", "wagtail.admin.api.urls"}} & set(sys.modules)))
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
    assert "ninja" in loaded_by("unrouted.leave_out = lambda: None")


@pytest.mark.django_db
def test_it_has_no_address(client):
    assert client.get("/api/v3/pages/").status_code == 404
