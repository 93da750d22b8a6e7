"""What the apps' administration pages share."""

from django.http import HttpRequest


class ReadOnly:
    """Nothing is added, changed or deleted here: only services write."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Allow no new rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Allow no changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Allow no deletions."""
        return False
