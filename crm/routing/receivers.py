"""What a consultant can be good at is what routing can choose by."""

from consultants.services import vocabulary
from crm.routing.queries.routing import TOPICS


def connect() -> None:
    """Name the topics to the room that keeps specialities."""
    for kind, choices in TOPICS.items():
        vocabulary.register(kind, choices)
