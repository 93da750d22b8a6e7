"""Management commands that use every app."""
