"""One command for one machine: `python -m devserver.up` starts everything, waits until it is ready, and stops it all.

It loads no Django itself: the processes of the Procfile do, as its children, with the addresses of the embedded
services in their environment. Nothing outlives it, not even after `kill -9` (docs/adr/0002).
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from types import FrameType
from typing import NoReturn

import psycopg

from demo.sign_ins import PASSWORD, SIGN_INS
from devserver import children, postgres, procfile, redis, sockets
from devserver.children import Child
from devserver.faults import Fault
from devserver.place import BASE, Place, free_port, hold, lend_environment, settle
from devserver.supervisor import Part, supervise
from kit import health

SECONDS_TO_START = 90
SECONDS_TO_STOP = 15
# Without its database and its broker Celery may wait for ever for its own pool, and no process is left to end it
# with it. What it was about to do is in the outbox still.
ORPHANED = {"worker": signal.SIGKILL, "clock": signal.SIGKILL}


class Stop(BaseException):
    """A signal to stop; a BaseException so that no handler on the way mistakes it for a failure."""


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
    """Everything between the first line printed and the last process ended."""
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


def prepare(place: Place) -> None:
    """Catalogue, migrations and the demo centre."""
    po = BASE / "locale/zh_Hans/LC_MESSAGES/django.po"
    mo = po.with_suffix(".mo")
    if po.exists() and (not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime):
        with step("Compiling the Chinese texts 编译中文文案"):
            finish(place, "texts", ["pybabel", "compile", "--directory", "locale", "--domain", "django djangojs"])
    with step("Migrating the database 更新数据表"):
        finish(place, "release", procfile.read(BASE / "Procfile")["release"])
    has_demo = any(BASE.glob("*/management/commands/demo.py"))
    if has_demo and place.environment.get("DEMO", "1") != "0" and is_empty(place.environment["DATABASE_URL"]):
        with step("Opening the demo centre 建立演示数据"):
            manage(place, "demo")


def is_empty(url: str) -> bool:
    """Whether there is no user yet."""
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
    """Start one process of the Procfile; the health file of an earlier one is removed."""
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
