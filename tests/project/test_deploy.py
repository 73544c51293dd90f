"""What `deploy/` and the Procfile say fits the code they start."""

from __future__ import annotations

from configparser import RawConfigParser
from pathlib import Path

import pytest

from project.config import load
from project.queues import QUEUE_DEFAULTS

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))


def section(path: Path, name: str) -> dict[str, str]:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return dict(parser[name])


def worker() -> dict[str, str]:
    return section(ROOT / "deploy" / "systemd" / "signalbox-worker@.service", "Service")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_only_the_main_process_is_told_to_stop_and_it_always_comes_back(unit: Path):
    service = section(unit, "Service")

    assert (service["KillMode"], service["Restart"]) == ("mixed", "always")
    assert section(unit, "Unit")["StartLimitIntervalSec"] == "0"


def test_a_stopping_worker_gets_its_grace_and_a_minute():
    assert int(worker()["TimeoutStopSec"]) >= load({}).grace_seconds + 60


def test_workers_serve_every_queue_and_outlive_a_child_without_memory():
    command = worker()["ExecStart"]

    assert command.split(" rqworker ")[1].split() == list(QUEUE_DEFAULTS)
    assert worker()["OOMPolicy"] == "continue"


def test_the_procfile_starts_the_same_processes():
    procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())

    for unit in UNITS:
        command = section(unit, "Service")["ExecStart"].removeprefix("/srv/signalbox/").split(" --bind ")[0]
        name = unit.stem.removeprefix("signalbox-").rstrip("@")
        assert procfile[name].removeprefix(".venv/bin/").startswith(command.removeprefix(".venv/bin/"))
