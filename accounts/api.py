"""Permissions of the API by role."""

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import User


class WorksLeads(BasePermission):
    """Consultants, managers and administrators."""

    def has_permission(self, request: Request, view: object) -> bool:
        """By the role."""
        return bool(getattr(request.user, "works_leads", False))


class SeesAllLeads(BasePermission):
    """Managers and administrators."""

    def has_permission(self, request: Request, view: object) -> bool:
        """By the role."""
        return bool(getattr(request.user, "sees_all_leads", False))


def person(request: Request) -> User:
    """The user behind a request. Raises PermissionDenied for a request without one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
