"""Classes and their seats."""

from enrollment.classes.models.class_session import ClassSession

__all__ = [
    "ClassSession",
]
