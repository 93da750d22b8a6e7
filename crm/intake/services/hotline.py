"""Telephone inquiries leave one trace on the site: the tap."""

import uuid

from wagtail.models import Page

from consultants.models import Consultant
from crm.intake.models import HotlineTap
from kit import clock


def record_tap(*, consultant: Consultant, page: Page | None, visit_id: uuid.UUID | None) -> HotlineTap:
    """Keep that somebody dialled this consultant from this page."""
    return HotlineTap.objects.create(consultant=consultant, page=page, visit_id=visit_id, at=clock.now())
