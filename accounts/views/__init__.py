"""The sign-in doors."""
