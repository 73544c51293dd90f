"""The environment of the test run: hermetic, and of its own in every process. Imported before Django's settings."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from project.config import variable_names

ROOT = Path(__file__).resolve().parent.parent
GIVEN_FROM_OUTSIDE = ("DATABASE_URL", "REDIS_URL")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
RUN = hashlib.sha256(f"{ROOT}:{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}".encode()).hexdigest()[:10]
FOLDER = Path(tempfile.mkdtemp(prefix=f"signalbox-{WORKER}-"))
EXTERNAL_REDIS = bool(os.environ.get("REDIS_URL"))


def prepare() -> None:
    """Forget what the caller's shell says, but for the two services, and give this process places of its own."""
    for name in variable_names():
        os.environ.pop(f"{name}_FILE", None)
        if name not in GIVEN_FROM_OUTSIDE:
            os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "ENVIRONMENT": "test",
        "VAR_DIR": str(FOLDER),
        "REDIS_PREFIX": f"test-{RUN}-{WORKER}",
    }


def test_database_name(engine: str) -> str:
    """Of this run alone: two clones, or two runs in one clone, may share a PostgreSQL server."""
    if "sqlite" in engine:
        return str(FOLDER / "test.sqlite3")
    return f"test_signalbox_{RUN}"
