"""Taps on a hotline, the only trace of a telephone call on the site."""

import uuid

from wagtail.models import Page

from consultants.models import Consultant
from crm.intake.models import HotlineTap
from kit import clock


def record_tap(*, consultant: Consultant, page: Page | None, visit_id: uuid.UUID | None) -> HotlineTap:
    """Keep that a visitor dialled this consultant from this page."""
    return HotlineTap.objects.create(consultant=consultant, page=page, visit_id=visit_id, at=clock.now())
