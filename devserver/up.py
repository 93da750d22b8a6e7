"""One command for one machine: `python -m devserver.up` starts everything, waits until it is ready, and stops it all.

It loads no Django itself: the processes of the Procfile do, as its children, with the addresses of the embedded
services in their environment. Nothing outlives it, not even after `kill -9` (docs/adr/0002).
"""

import fcntl
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psycopg

from demo.sign_ins import PASSWORD, SIGN_INS
from devserver import children, postgres, procfile, redis, sockets
from devserver.children import Child
from devserver.faults import Fault
from devserver.supervisor import Part, supervise
from kit import health

BASE = Path(__file__).resolve().parent.parent
HIGHEST_PORT = 65535
SECONDS_TO_START = 90
SECONDS_TO_STOP = 15
# Without its database and its broker Celery may wait for ever for its own pool, and nobody is left to lose patience
# with it. What it was about to do is in the outbox still.
ORPHANED = {"worker": signal.SIGKILL, "clock": signal.SIGKILL}


class Stop(BaseException):
    """Somebody asked us to stop; a BaseException so that no handler on the way mistakes it for a failure."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where this run lives: its state folder, its address, and the environment its children get."""

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


def main() -> int:
    """Start, supervise, stop; the exit code for the shell."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        with ExitStack() as stack:
            _run(stack)
    except Stop:
        say("Everything has stopped. 已全部停止。")
        return 0
    except Fault as fault:
        say(f"✗ {fault}")
        return 1
    return 0


def say(line: str) -> None:
    """Print a line at once, even into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Leave by the way we came; from now on further signals change nothing."""
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)
    raise Stop


def _run(stack: ExitStack) -> None:
    """Everything between the first line printed and the last process gone."""
    started = time.monotonic()
    place = settle(os.environ)
    hold(place.state, stack)
    free_port(place.host, place.port)
    environment = place.environment
    parts: list[Part] = []

    if "DATABASE_URL" not in environment:
        parts.append(start_postgres(place, stack))
    if "CELERY_BROKER_URL" not in environment:
        parts.append(start_redis(place, stack))
    lend_environment(place, stack)
    prepare(place)
    parts += start_processes(place, stack)
    introduce(place, time.monotonic() - started)
    supervise(parts, report=partial(report, place))


def start_postgres(place: Place, stack: ExitStack) -> Part:
    """Start the embedded database and leave its address in the environment."""
    start = partial(postgres.start, place.state / "postgres", log=place.logs / "postgres.log")
    with step("Starting the embedded PostgreSQL 启动内置数据库"):
        server = start()
    part = Part(server.child, lambda: start().child, server.answers)
    stack.callback(sockets.release, server.folder)
    stack.callback(stop_together, [part])
    place.environment["DATABASE_URL"] = server.url("centre")
    return part


def start_redis(place: Place, stack: ExitStack) -> Part:
    """Start the embedded Redis and leave its addresses in the environment."""
    start = partial(redis.start, place.state / "redis", log=place.logs / "redis.log")
    with step("Starting Redis 启动消息队列"):
        server = start()
    part = Part(server.child, lambda: start().child, server.answers)
    stack.callback(sockets.release, server.folder)
    stack.callback(stop_together, [part])
    place.environment["CELERY_BROKER_URL"] = server.broker_url
    place.environment.setdefault("CACHE_URL", server.cache_url)
    place.environment.setdefault("RATE_LIMIT_STORAGE", server.limits_url)
    return part


def report(place: Place, name: str, trouble: str) -> None:
    """Say it here, and leave it where the health page finds it."""
    say(f"{datetime.now(UTC).astimezone():%Y-%m-%d %H:%M:%S} {name} {trouble}; starting it again 正在重新启动")
    health.note_restart(name, place.run)


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
    """Make sure that nobody listens there (two web servers would share a port silently); raises Fault otherwise."""
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


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and afterwards how long it took."""
    sys.stdout.write(f"  {what} … ")
    sys.stdout.flush()
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - started:.1f} s")


def lend_environment(place: Place, stack: ExitStack) -> None:
    """Leave the addresses where `manage.py` of a developer finds them while we run (config.settings.dev)."""
    file = place.state / "environment"
    names = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "RATE_LIMIT_STORAGE", "PUBLIC_BASE_URL", "SECRET_KEY")
    lines = [f"{name}={place.environment[name]}\n" for name in names if name in place.environment]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.writelines(lines)
    stack.callback(file.unlink, missing_ok=True)


def prepare(place: Place) -> None:
    """Catalogue, migrations and the demo centre."""
    po = BASE / "locale/zh_Hans/LC_MESSAGES/django.po"
    mo = po.with_suffix(".mo")
    if po.exists() and (not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime):
        with step("Compiling the Chinese texts 编译中文文案"):
            finish(place, "texts", ["pybabel", "compile", "--directory", "locale", "--domain", "django"])
    with step("Migrating the database 更新数据表"):
        finish(place, "release", procfile.read(BASE / "Procfile")["release"])
    has_demo = any(BASE.glob("*/management/commands/demo.py"))
    if has_demo and place.environment.get("DEMO", "1") != "0" and is_empty(place.environment["DATABASE_URL"]):
        with step("Opening the demo centre 建立演示数据"):
            manage(place, "demo")


def is_empty(url: str) -> bool:
    """Whether nobody can sign in yet."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone() is None


def manage(place: Place, *words: str) -> None:
    """Run one management command to its end."""
    finish(place, words[0], ["python", "manage.py", *words])


def finish(place: Place, name: str, command: list[str]) -> None:
    """Run a command to its end; raises Fault with its last words when it fails.

    It need not wait for the disk at each commit: were the power cut, the next start would do it again.
    """
    environment = {**place.environment, "PGOPTIONS": "-c synchronous_commit=off"}
    child = children.spawn(name, command, log=place.logs / f"{name}.log", environment=environment, folder=BASE)
    try:
        code = child.process.wait()
    except BaseException:
        child.ask_to_stop()
        child.wait_or_kill(SECONDS_TO_STOP)
        raise
    if code:
        raise Fault(f"`{' '.join(command)}` failed 失败: {child.last_words()} (log 日志: {child.log})")


def start_processes(place: Place, stack: ExitStack) -> list[Part]:
    """Start every process of the Procfile at once and wait until each is really ready."""
    commands = {name: words for name, words in procfile.read(BASE / "Procfile").items() if name != "release"}
    parts: list[Part] = []
    stack.callback(stop_together, parts)
    with step(f"Starting {', '.join(commands)} 启动各进程"):
        for name, command in commands.items():
            start = partial(start_process, name, command, place)
            parts.append(Part(start(), start, partial(answers, name, place)))
        for part in parts:
            children.wait_until(part.child, partial(is_ready, part.name, place), seconds=SECONDS_TO_START)
    return parts


def start_process(name: str, command: list[str], place: Place) -> Child:
    """Start one process of the Procfile; what an earlier one left as its sign of life is gone."""
    health.alive_file(name, place.run).unlink(missing_ok=True)
    return children.spawn(
        name,
        command,
        log=place.logs / f"{name}.log",
        environment=place.environment,
        orphaned=ORPHANED.get(name),
        folder=BASE,
    )


def is_ready(name: str, place: Place) -> bool:
    """Whether the process serves, or has shown its first sign of life."""
    if name == "web":
        return health.is_serving(place.host, place.port, named=f"localhost:{place.port}")
    return health.is_fresh(name, place.run)


def answers(name: str, place: Place) -> bool:
    """Whether the process still works; a web server that complains about its database does."""
    return health.answers(place.host, place.port) if name == "web" else health.is_fresh(name, place.run)


def stop_together(parts: list[Part]) -> None:
    """Ask all, then wait for each: they do not need one another to finish."""
    for part in reversed(parts):
        part.child.ask_to_stop()
    for part in reversed(parts):
        part.child.wait_or_kill(SECONDS_TO_STOP)


def introduce(place: Place, seconds: float) -> None:
    """Print where everything is and how to get in."""
    say(f"\nReady in {seconds:.1f} s 已就绪\n")
    for path, what in (
        ("/", "the public site 网站"),
        ("/accounts/sign-in/", "the desk 工作台"),
        ("/cms/", "the editor 内容编辑"),
        ("/api/schema/", "OpenAPI"),
    ):
        say(f"  {place.address}{path:<22} {what}")
    if any(BASE.glob("*/management/commands/demo.py")):
        say(f"\n  Demo sign-ins 演示账号, password 密码 {PASSWORD}")
        for name, who in SIGN_INS:
            say(f"    {name:<10} {who}")
    say(f"\n  State 数据 {place.state}   Logs 日志 {place.logs}")
    say("  Ctrl-C stops everything. 按 Ctrl-C 全部停止。\n")


if __name__ == "__main__":
    sys.exit(main())
