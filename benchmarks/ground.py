"""Where a benchmark runs: a Redis and a database of its own, real processes, and a look at what they are set to."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.acceptance.postgres import create_database, drop_database
from tests.redis_server import RedisServer

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of a process and its children, user and system."""

    cpu: float


class Ground:
    """`server` is the address of a PostgreSQL server; empty means SQLite. Redis appends to disk every second."""

    def __init__(self, server: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="signalbox-bench-"))
        self._server = server
        self.database_url = create_database(server) if server else f"sqlite:///{self.folder}/ledger.sqlite3"
        self.redis = RedisServer(self.folder, port=free_port(), append_only=True).start()
        self.log = (self.folder / "log").open("ab")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.log.close()
        self.redis.kill()
        if self._server:
            drop_database(self._server, self.database_url)
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, settings: str, **more: str) -> dict[str, str]:
        """Of a process under `settings`, hermetic."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return (
            kept
            | {
                "DJANGO_SETTINGS_MODULE": settings,
                "ENVIRONMENT": "test",
                "VAR_DIR": str(self.folder),
                "DATABASE_URL": self.database_url,
                "REDIS_URL": self.redis.url,
                "REDIS_PREFIX": "signalbox",
                "PYTHONPATH": str(ROOT),
            }
            | more
        )

    def run(self, command: Sequence[str], environment: dict[str, str]) -> Spent:
        """Run to the end, output into the log."""
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=self.log, stderr=self.log)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command} ended with {process.returncode}:\n{self.tail()}")
        return Spent(usage.ru_utime + usage.ru_stime)

    def ask(self, command: Sequence[str], environment: dict[str, str]) -> str:
        """Run to the end and return what it printed."""
        return subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=self.log, text=True, check=True
        ).stdout

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the PostgreSQL database."""
        import psycopg

        with psycopg.connect(self.database_url, autocommit=True) as connection:
            return list(connection.execute(statement.encode()).fetchall())

    def require_durability(self) -> dict[str, str]:
        """What PostgreSQL is set to; raises `RuntimeError` when a commit is not on disk before it is reported."""
        found = {
            name: str(self.sql(f"SHOW {name}")[0][0]) for name in ("fsync", "synchronous_commit", "server_version")
        }
        if found["fsync"] != "on" or found["synchronous_commit"] != "on":
            raise RuntimeError(f"the numbers would mean nothing: {found}")
        return found

    def tail(self) -> str:
        """The end of the log."""
        return (self.folder / "log").read_text(errors="replace")[-4000:]


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
