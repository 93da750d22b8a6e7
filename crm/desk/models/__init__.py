"""What the desk keeps for its users."""

from crm.desk.models.saved_view import SavedView

__all__ = ["SavedView"]
