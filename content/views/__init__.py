"""Addresses beside the pages: feeds, robots, the way to sign in."""
