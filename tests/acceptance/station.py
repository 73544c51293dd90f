"""A whole installation in a folder of its own: database, Redis and real processes, to be killed at will."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.acceptance.postgres import create_database, drop_database
from tests.redis_server import RedisServer

ROOT = Path(__file__).resolve().parents[2]


class Station:
    """Start what a test needs; `close` ends all of it. `database_url` empty means SQLite."""

    def __init__(self, folder: Path, redis: RedisServer, database_url: str, settings: str, **environment: str) -> None:
        self.folder, self.redis = folder, redis
        self._server_url = database_url
        self.database_url = create_database(database_url) if database_url else f"sqlite:///{folder}/ledger.sqlite3"
        self.environment = self._environment(settings) | environment
        self.processes: list[subprocess.Popen[bytes]] = []
        self.marks = folder / "marks"
        self.manage("migrate", "-v0")

    def manage(self, *arguments: str, check: bool = True, timeout: float = 60) -> str:
        """Run a management command to its end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"{arguments} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def start(self, *arguments: str, own_group: bool = True) -> subprocess.Popen[bytes]:
        """Start a management command that runs on; its output goes to a file of the station."""
        return self.spawn([sys.executable, "manage.py", *arguments], arguments[0], own_group=own_group)

    def spawn(self, command: Sequence[str], name: str, *, own_group: bool = True) -> subprocess.Popen[bytes]:
        """Start any command in the station's environment."""
        with (self.folder / f"{name}-{len(self.processes)}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=own_group
            )
        self.processes.append(process)
        return process

    def toy(self, task: str, times: int = 1, queue: str = "", **arguments: Any) -> list[str]:
        """Enqueue toy jobs; returns their ids."""
        options = ["--times", str(times), *(["--queue", queue] if queue else [])]
        return self.manage("toy", task, json.dumps(arguments), *options).split()

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the station's database."""
        if self._server_url:
            import psycopg

            with psycopg.connect(self.database_url, autocommit=True) as server:
                return list(server.execute(statement.encode()).fetchall())
        file = sqlite3.connect(f"file:{self.folder}/ledger.sqlite3?mode=ro", uri=True, timeout=30)
        try:
            return list(file.execute(statement).fetchall())
        finally:
            file.close()

    def states(self) -> dict[str, int]:
        """How many toy jobs are in each state (a dead one also makes a job that tells operations)."""
        return dict(self.sql("SELECT state, count(*) FROM jobs_job WHERE task LIKE 'toy_%' GROUP BY state"))

    def outcomes(self) -> list[str]:
        """How the attempts of toy jobs ended, in order."""
        statement = """
        SELECT outcome FROM jobs_attempt JOIN jobs_job ON jobs_job.id = job_id
        WHERE task LIKE 'toy_%' ORDER BY jobs_attempt.id"""
        return [outcome for (outcome,) in self.sql(statement)]

    def marked(self) -> list[str]:
        """The lines that toy tasks left."""
        return self.marks.read_text().splitlines() if self.marks.exists() else []

    def log(self) -> str:
        """Everything the processes said."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def close(self) -> None:
        """Kill what still runs and drop the database."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
        for process in self.processes:
            process.wait(10)
        if self._server_url:
            drop_database(self._server_url, self.database_url)

    def _environment(self, settings: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {
            "DJANGO_SETTINGS_MODULE": settings,
            "ENVIRONMENT": "test",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis.url,
            "REDIS_PREFIX": "rq",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }


def wait_for(condition: Callable[[], Any], seconds: float, what: str = "") -> float:
    """Wait until `condition` holds; returns how long it took. Fails after `seconds`."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if condition():
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what or condition}")


def children_of(pid: int) -> list[int]:
    """The direct children of a process."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def host_and_port(url: str) -> tuple[str, int]:
    """Where a server listens."""
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or 0
