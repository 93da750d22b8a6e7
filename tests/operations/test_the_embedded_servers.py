import shutil
import socket
from pathlib import Path

import psycopg
import pytest

from devserver import postgres, redis, sockets
from devserver.faults import Fault

pytestmark = pytest.mark.services


def test_a_long_path_gets_a_short_private_folder_for_its_socket(tmp_path):
    deep = tmp_path / "a folder with blanks and 中文" / ("x" * 90)
    server = postgres.start(deep / "pg")
    try:
        assert len(str(server.socket_folder)) < sockets.LONGEST_FOLDER
        with psycopg.connect(server.url("centre")) as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    finally:
        server.stop()
    assert not server.socket_folder.exists()


def test_a_short_folder_that_belongs_to_somebody_else_is_refused(tmp_path):
    deep = tmp_path / ("x" * 90) / "pg"
    short = sockets.folder_for(deep).parent
    sockets.release(deep)
    short.symlink_to(tmp_path)
    try:
        with pytest.raises(Fault, match="belongs to somebody else"):
            sockets.folder_for(deep)
    finally:
        short.unlink()


def test_an_interrupted_initdb_leaves_nothing_finished(tmp_path):
    draft = tmp_path / "pg.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18")
    server = postgres.start(tmp_path / "pg")
    server.stop()
    assert not draft.exists()


def test_data_of_another_version_are_refused_by_name(tmp_path):
    folder = tmp_path / "pg"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("12")
    with pytest.raises(Fault, match="PostgreSQL 12"):
        postgres.start(folder)


def test_a_queue_nobody_can_read_is_put_aside(tmp_path):
    folder = tmp_path / "redis"
    first = redis.start(folder, log=tmp_path / "redis.log")
    first.stop()
    for file in folder.rglob("*.aof"):
        file.write_bytes(b"not an append-only file" * 10)
    second = redis.start(folder, log=tmp_path / "redis.log")
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(second.socket))
            connection.sendall(b"PING\r\n")
            assert connection.recv(16) == b"+PONG\r\n"
    finally:
        second.stop()


def test_a_machine_without_redis_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(redis, "find_spec", lambda _: None)
    with pytest.raises(Fault, match="set CELERY_BROKER_URL"):
        redis.program()


def test_the_wheel_s_redis_is_used_where_the_system_has_none(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert isinstance(redis.program(), Path)
