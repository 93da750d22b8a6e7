"""Watching children: one that has died, or answers no more, is started again."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from devserver.children import Child
from devserver.faults import Fault

SECONDS_BETWEEN_LOOKS = 1.0
# A new process may take so long until it answers.
GRACE_SECONDS = 90.0
# So many of the latest answers must be missing: of two web workers one may hang, and the other answers in between.
LOOKS, MOST_MISSING = 10, 3
MOST_RESTARTS, WITHIN_SECONDS = 5, 300.0


@dataclass
class Part:
    """A child, how to restart it, and how to check whether it still works."""

    child: Child
    start: Callable[[], Child]
    answers: Callable[[], bool]
    looks: deque[bool] = field(default_factory=lambda: deque(maxlen=LOOKS))
    restarts: list[float] = field(default_factory=list)
    has_answered: bool = True

    @property
    def name(self) -> str:
        """What it is called in logs."""
        return self.child.name

    def trouble(self, now: float) -> str:
        """What is wrong with it now, "" for nothing."""
        if not self.child.is_alive:
            return f"ended by itself (exit code {self.child.process.returncode}) 意外退出"
        answered = self.answers()
        self.has_answered = self.has_answered or answered
        if not self.has_answered and now - self.restarts[-1] < GRACE_SECONDS:
            return ""
        self.looks.append(answered)
        return "does not answer 无响应" if self.looks.count(False) >= MOST_MISSING else ""

    def restart(self, now: float) -> None:
        """End what is left of it and start it; raises Fault when that has happened too often."""
        self.restarts = [at for at in self.restarts if now - at < WITHIN_SECONDS] + [now]
        if len(self.restarts) > MOST_RESTARTS:
            raise Fault(
                f"{self.name} does not stay alive 反复退出: {self.child.last_words()} (log 日志: {self.child.log})"
            )
        self.child.wait_or_kill(0)
        self.child = self.start()
        self.looks.clear()
        self.has_answered = False


def supervise(parts: Sequence[Part], *, report: Callable[[str, str], None]) -> NoReturn:
    """Watch for ever; `report` gets the name and the fault of each process that is restarted."""
    while True:
        for part in parts:
            if trouble := part.trouble(time.monotonic()):
                report(part.name, trouble)
                part.restart(time.monotonic())
        time.sleep(SECONDS_BETWEEN_LOOKS)
