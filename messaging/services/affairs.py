"""Asking, at the moment of sending, whether the affair a message is about still wants it.

Only the later rooms know their affairs; each registers one question about the topics it uses (`lead:12`), as rooms
register what the health page asks them. It is put for a whole claim at once, and read from the affair itself: a row
that was claimed while its affair ended, and came back to the queue afterwards, is caught here and nowhere else.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from messaging.models import Message

Question = Callable[[Sequence[Message]], set[int]]
questions: dict[str, Question] = {}


def register(kind: str, question: Question) -> None:
    """Have this question asked about messages whose topic begins with `kind:`.

    It is given claimed messages of that kind and answers with the keys of those whose affair wants them no more; it
    writes nothing, and asks the database nothing when none of them can be over.
    """
    questions[kind] = question


def over(messages: Sequence[Message]) -> set[int]:
    """The keys of the messages that nobody wants any more."""
    ended: set[int] = set()
    for kind, alike in groupby(sorted(messages, key=_kind), key=_kind):
        if kind in questions:
            ended |= questions[kind](list(alike))
    return ended


def _kind(message: Message) -> str:
    return message.topic.partition(":")[0]
