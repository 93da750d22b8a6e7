"""Notices: what happened to a user's work, in one inbox and by a letter in the morning."""
