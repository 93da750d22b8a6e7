"""Threads that want the same thing at the same instant are served by one of them.

Where only one may act at a time, those who wait cost as much as the act: each takes the lock, asks its question and
commits for itself, while the others stand in line. Here whoever comes first serves all who have come meanwhile, with
one lock, one question and one commit (flat combining: Hendler, Incze, Shavit and Tzafrir, 2010; docs/adr/0039).
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Generic, TypeVar

Wish = TypeVar("Wish")
Answer = TypeVar("Answer")
# What it is that serves: it calls the first of what it is given when its turn has come, for the wishes of all who are
# in line by then, and the second when nothing is left to decide, so that the next begins while this is written down.
Serve = Callable[[Callable[[], Sequence[Wish]], Callable[[], None]], Sequence[Answer]]


@dataclass(slots=True, eq=False)
class Waiting(Generic[Wish, Answer]):
    """Somebody in line: what she wants, and at most one answer; `called` to lead, or because her company is through.

    A queue wakes her with one lock; an Event would take four, of which three for the interpreter's sake.
    """

    wish: Wish
    called: "SimpleQueue[None]" = field(default_factory=SimpleQueue)
    is_through: bool = False
    answers: list[Answer] = field(default_factory=list)


class Combiner(Generic[Wish, Answer]):
    """A line of threads, the first of which serves as many as came up to `at_most`.

    Of wishes about the same thing (`about`) the later one waits for the next company: what it finds depends on what the
    earlier one has written.
    """

    def __init__(self, serve: Serve[Wish, Answer], *, about: Callable[[Wish], Hashable], at_most: int) -> None:
        """Let nobody wait yet."""
        self._serve, self._about, self._at_most = serve, about, at_most
        self._line: deque[Waiting[Wish, Answer]] = deque()
        self._gate = threading.Lock()
        self._is_led = False

    def __call__(self, wish: Wish) -> Answer:
        """What `serve` answers to this wish, or raises for it.

        A company that was refused is refused as a whole; each then tries alone, so somebody else's error is never hers.
        """
        mine: Waiting[Wish, Answer] = Waiting(wish)
        with self._gate:
            self._line.append(mine)
            leads, self._is_led = not self._is_led, True
        if not leads:
            mine.called.get()
        if not mine.is_through:
            self._lead()
        return mine.answers[0] if mine.answers else self.alone(wish)

    def alone(self, wish: Wish) -> Answer:
        """The same without company, in no line."""
        (answer,) = self._serve(lambda: [wish], _nothing)
        return answer

    def _lead(self) -> None:
        """Serve the head of the line, which is whoever calls this, and those behind her."""
        company: list[Waiting[Wish, Answer]] = []
        leave = _once(self._call_next)

        def gather() -> list[Wish]:
            with self._gate:
                company.extend(self._next_company())
            return [one.wish for one in company]

        try:
            for one, answer in zip(company, self._serve(gather, leave), strict=True):
                one.answers.append(answer)
        except Exception:
            if len(company) < 2:  # noqa: PLR2004  (it is nobody's but hers)
                raise
        finally:
            # Whatever happens to this thread, nobody waits for a call that will never come.
            if not company:
                with self._gate:
                    company.append(self._line.popleft())
            leave()
            for one in company:
                one.is_through = True
                one.called.put(None)

    def _next_company(self) -> Iterator[Waiting[Wish, Answer]]:
        things: set[Hashable] = set()
        while self._line and len(things) < self._at_most:
            thing = self._about(self._line[0].wish)
            if thing in things:
                return
            things.add(thing)
            yield self._line.popleft()

    def _call_next(self) -> None:
        with self._gate:
            if self._line:
                self._line[0].called.put(None)
            else:
                self._is_led = False


def _once(act: Callable[[], None]) -> Callable[[], None]:
    acts = [act]

    def acting() -> None:
        while acts:
            acts.pop()()

    return acting


def _nothing() -> None:
    """Nobody is called where nobody stands in line."""
