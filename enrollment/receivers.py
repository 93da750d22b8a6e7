"""News from earlier rooms that concerns seats."""

from datetime import datetime
from typing import Any

from crm.models import Deed, DeedKind
from crm.signals import deed_undone
from enrollment.services import registrations


def on_deed_undone(sender: Any, deed: Deed, at: datetime, **kwargs: Any) -> None:
    """A registration was taken back, and its seats are free again; or its cancellation, and they are taken again."""
    if deed.kind in {DeedKind.REGISTER, DeedKind.UNREGISTER}:
        registrations.take_back(deed, at=at)


def connect() -> None:
    """Start listening."""
    deed_undone.connect(on_deed_undone, dispatch_uid="enrollment.deed_undone")
