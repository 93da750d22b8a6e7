"""Processes that never outlive their parent, whichever way it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from pwd import struct_passwd

from devserver.faults import Fault

PR_SET_PDEATHSIG = 1
LARGEST_LOG = 5_000_000


@dataclass(frozen=True, slots=True)
class Child:
    """A running process in a session of its own, with the file its output goes to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    farewell: signal.Signals

    @property
    def is_alive(self) -> bool:
        """Whether it is still running."""
        return self.process.poll() is None

    def last_words(self) -> str:
        """The last line of its log that says anything."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1].strip() if lines else ""

    def ask_to_stop(self) -> None:
        """Send the signal that makes it finish its work and leave."""
        with suppress(ProcessLookupError):
            self.process.send_signal(self.farewell)

    def wait_or_kill(self, seconds: float) -> None:
        """Wait for it to leave, then end whatever is left of its session."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def spawn(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    farewell: signal.Signals = signal.SIGTERM,
    orphaned: signal.Signals | None = None,
    account: struct_passwd | None = None,
    folder: Path | None = None,
) -> Child:
    """Start a process that the terminal's Ctrl-C does not reach and that the kernel ends when the launcher dies.

    Call it from the main thread only: the kernel's promise is tied to the thread that started the child. `farewell`
    is how we ask it to stop; `orphaned`, the same unless given, is what the kernel sends when we can ask no more.
    `account` is whom to run as, for a root that must not be one.
    Raises Fault when the program is not there.
    """
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".old.log"))
    try:
        with log.open("ab") as output:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment) if environment is not None else None,
                cwd=folder,
                start_new_session=True,
                preexec_fn=_tied_to(os.getpid(), orphaned or farewell),  # noqa: PLW1509  (one thread, and prctl needs it)
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
    except FileNotFoundError as error:
        raise Fault(
            f"{name}: {error.filename} is not installed; run make again. 程序缺失，请重新运行 make。"
        ) from error
    return Child(name, process, log, farewell)


def wait_until(child: Child, is_ready: Callable[[], bool], *, seconds: float) -> None:
    """Wait until the child is ready; raises Fault with its last words when it ends first or takes too long."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not child.is_alive:
            raise Fault(f"{child.name} did not start: {child.last_words()} (log 日志: {child.log})")
        if time.monotonic() > deadline:
            raise Fault(f"{child.name} was not ready within {seconds:.0f} s 启动超时 (log 日志: {child.log})")
        time.sleep(0.02)


def _tied_to(parent: int, orphaned: signal.Signals) -> Callable[[], None]:
    """What the child does between fork and exec: tie it to the launcher, and exit if that one is dead already."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, int(orphaned), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind
