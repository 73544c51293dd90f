"""The engine in a project that is not ours, with real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.redis_server import RedisServer

ROOT = Path(__file__).resolve().parents[2]
ENQUEUE = "import sys; from tests.foreign_project.shop.tasks import ship; print(ship.enqueue(file=sys.argv[1]).id)"
Command = Callable[..., str]


@pytest.fixture
def python(tmp_path: Path, redis_server: RedisServer) -> Command:
    """Run Python in the foreign project to its end; returns what it printed."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.foreign_project.settings",
        "FOREIGN_DATABASE": str(tmp_path / "foreign.sqlite3"),
        "FOREIGN_REDIS": redis_server.url,
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=50
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_engine_alone_runs_and_retries_jobs_in_a_foreign_project(tmp_path: Path, python: Command) -> None:
    notes = tmp_path / "notes"
    python("-m", "django", "check")
    python("-m", "django", "migrate", "-v0")
    job = python("-c", f"import django; django.setup(); {ENQUEUE}", str(notes)).strip()

    python("-m", "django", "rqworker", "high", "default", "--burst")

    assert notes.read_text().splitlines() == ["attempt 1", "attempt 2", "told"]
    assert json.loads(python("-m", "django", "jobs", "status", "--json"))["states"]["succeeded"] == 2
    kinds = [row["kind"] for row in json.loads(python("-m", "django", "story", job, "--json"))["rows"]]
    assert sorted(kinds) == ["attempt"] * 3 + ["job"] * 2
