"""Who is signed in, read once a request."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from kit.prepared import Prepared, blank

BY_KEY = Prepared(lambda: User.objects.filter(pk=blank("pk")))


class Backend(ModelBackend):
    """Django's own, with the question of every request compiled once."""

    def get_user(self, user_id: int) -> User | None:
        """The person behind a session, unless she may not sign in any more."""
        user = BY_KEY.first(pk=user_id)
        return user if user and self.user_can_authenticate(user) else None
