"""The user, letters for new passwords, and the answers to requests that may be repeated."""

from accounts.models.api_request import ApiRequest
from accounts.models.password_reset import PasswordReset
from accounts.models.user import Role, User

__all__ = ["ApiRequest", "PasswordReset", "Role", "User"]
