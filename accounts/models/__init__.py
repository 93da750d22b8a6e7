"""The user, and the answers to requests that may be repeated."""

from accounts.models.api_request import ApiRequest
from accounts.models.user import Role, User

__all__ = ["ApiRequest", "Role", "User"]
