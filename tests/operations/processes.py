"""Who is still there: processes are known by the state folder in their environment."""

import os
import socket
import time
from pathlib import Path


def alive_with(name: str, value: object) -> list[str]:
    """The command lines of all processes (zombies aside) whose environment holds the variable with this value."""
    wanted = f"{name}={value}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0") and folder.name != str(os.getpid()):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def seconds_until_gone(name: str, value: object, *, patience: float) -> float:
    """How long it took until nobody with this variable was left; raises AssertionError when somebody stays."""
    started = time.monotonic()
    while left := alive_with(name, value):
        assert time.monotonic() - started < patience, left
        time.sleep(0.05)
    return time.monotonic() - started


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
