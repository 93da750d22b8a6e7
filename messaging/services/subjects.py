"""Checks, at the moment of sending, whether the subject of a message still wants it.

Only later apps know their subjects; each registers one question about the topics it uses (`lead:12`), as it does for
the health page. The question is asked for a whole claim at once and answered from the subject itself: a row that was
claimed while its subject was closed, and went back to the queue afterwards, is caught here and nowhere else.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from messaging.models import Message

Question = Callable[[Sequence[Message]], set[int]]
questions: dict[str, Question] = {}


def register(kind: str, question: Question) -> None:
    """Have this question asked about messages whose topic begins with `kind:`.

    It is given claimed messages of that kind and answers with the keys of those whose subject wants them no more;
    it writes nothing, and runs no query when none of the subjects can be closed.
    """
    questions[kind] = question


def closed(messages: Sequence[Message]) -> set[int]:
    """The keys of the messages that are not wanted any more."""
    unwanted: set[int] = set()
    for kind, alike in groupby(sorted(messages, key=_kind), key=_kind):
        if kind in questions:
            unwanted |= questions[kind](list(alike))
    return unwanted


def _kind(message: Message) -> str:
    return message.topic.partition(":")[0]
