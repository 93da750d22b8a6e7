"""Where a run lives: its state folder, its port, and the environment of its processes."""

import fcntl
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from devserver.faults import Fault

BASE = Path(__file__).resolve().parent.parent
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Place:
    """The place of this run: its state folder, its address, and the environment its children get."""

    state: Path
    host: str
    port: int
    environment: dict[str, str]

    @property
    def logs(self) -> Path:
        """Where each process writes."""
        return self.state / "log"

    @property
    def run(self) -> Path:
        """Where each process shows that it is alive."""
        return self.state / "run"

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        return f"http://{'localhost' if self.host in {'127.0.0.1', '0.0.0.0'} else self.host}:{self.port}"  # noqa: S104  (compared, not bound)


def settle(given: Mapping[str, str]) -> Place:
    """Read PORT, HOST and DATA_DIR, make the state folder; raises Fault for what cannot be used."""
    text = given.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        raise Fault(f"PORT={text!r} is no port: choose a number such as PORT=8080. PORT 必须是数字。")
    state = Path(given.get("DATA_DIR", "") or BASE / "var").expanduser().resolve()
    try:
        for folder in (state, state / "log", state / "run"):
            folder.mkdir(parents=True, exist_ok=True)
        probe = state / "run" / ".probe"
        probe.touch()
        probe.unlink()
        key = secret(state / "secret-key")
    except OSError as error:
        raise Fault(
            f"{state} is not writable ({error.strerror}): give it to this user or set DATA_DIR=/another/folder. "
            f"状态目录不可写，请更改权限或设置 DATA_DIR。"
        ) from error
    place = Place(state, given.get("HOST", "127.0.0.1"), int(text), dict(given))
    place.environment.update(
        {
            "DATA_DIR": str(state),
            "RUN_DIR": str(place.run),
            "GRANIAN_HOST": place.host,
            "GRANIAN_PORT": text,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{given.get('PATH', os.defpath)}",
            "PYTHONUNBUFFERED": "1",
        }
    )
    for name, value in {
        # Four threads would keep as many heaps, mostly empty: ten to twenty MiB a process.
        "MALLOC_ARENA_MAX": "1",
        "GRANIAN_WORKERS": "2",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "0",
        "SECRET_KEY": key,
        "PUBLIC_BASE_URL": place.address,
    }.items():
        place.environment.setdefault(name, value)
    return place


def secret(file: Path) -> str:
    """The machine's own secret key, made once, so that sign-ins survive a restart."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def hold(state: Path, stack: ExitStack) -> None:
    """Take the state folder for this process; the kernel lets go however we end; raises Fault when it is taken."""
    handle = os.open(state, os.O_RDONLY)
    stack.callback(os.close, handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Fault(
            f"Already running in {state}: stop it there (Ctrl-C), or start another with DATA_DIR=/another/folder "
            f"PORT=8001. 已在运行，请先停止，或另设 DATA_DIR 和 PORT。"
        ) from None


def free_port(host: str, port: int) -> None:
    """Make sure that the port is free (two web servers would share a port silently); raises Fault otherwise."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            raise Fault(
                f"Port {port} on {host} cannot be used ({error.strerror}): choose another, make run PORT={port + 1}. "
                f"端口不可用，请换一个端口。"
            ) from error


def lend_environment(place: Place, stack: ExitStack) -> None:
    """Leave the addresses where `manage.py` of a developer finds them while we run (config.settings.dev)."""
    file = place.state / "environment"
    names = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "RATE_LIMIT_STORAGE", "PUBLIC_BASE_URL", "SECRET_KEY")
    lines = [f"{name}={place.environment[name]}\n" for name in names if name in place.environment]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.writelines(lines)
    stack.callback(file.unlink, missing_ok=True)
