"""The specialities of consultants are the topics by which routing chooses."""

from consultants.services import vocabulary
from crm.routing.queries import topics


def connect() -> None:
    """Tell `consultants` which specialities there are."""
    for kind, choices in topics.CHOICES.items():
        vocabulary.register(kind, choices)
