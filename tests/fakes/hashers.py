"""A password hasher that counts."""

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """The suite's quick hasher; each hash is noted in `counted`."""

    counted = []

    def encode(self, password, salt):
        """Note it, and hash."""
        self.counted.append(password)
        return super().encode(password, salt)
