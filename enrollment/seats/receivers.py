"""Undone acts that concern seats."""

from datetime import datetime
from typing import Any

from crm.leads.models import Deed, DeedKind
from crm.leads.signals import deed_undone
from enrollment.seats.services import registrations


def on_deed_undone(sender: Any, deed: Deed, at: datetime, **kwargs: Any) -> None:
    """A registration was taken back, and its seats are free again; or its cancellation, and they are taken again."""
    if deed.kind in {DeedKind.REGISTER, DeedKind.UNREGISTER}:
        registrations.take_back(deed, at=at)


def connect() -> None:
    """Listen to undone acts."""
    deed_undone.connect(on_deed_undone, dispatch_uid="seats.deed_undone")
