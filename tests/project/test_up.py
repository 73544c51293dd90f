"""`manage.py up` as a person runs it: real processes, a data folder of its own, nothing configured."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from threading import Event
from time import monotonic
from typing import Any
from urllib.request import urlopen

import pytest

from project.config.defaults import BASE_DIR
from tests.project.machine.test_fleet import is_alive

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(150)]


class Up:
    """One `manage.py up` and what it wrote."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.log = folder / "up.log"
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "VAR_DIR": str(folder), "GRACE_SECONDS": "5"}
        with self.log.open("w") as out:
            command = [sys.executable, "manage.py", "up", *options]
            self.process = subprocess.Popen(
                command, env=environment, cwd=BASE_DIR, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def notes(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.folder / "run.json").read_text())
        except FileNotFoundError:
            return {}
        return found

    def until(self, condition: Callable[[], object], seconds: float = 60) -> None:
        deadline, pause = monotonic() + seconds, Event()
        while not condition():
            assert monotonic() < deadline, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            pause.wait(0.05)

    def until_it_stands(self) -> Up:
        self.until(lambda: "Stop       Ctrl-C" in self.log.read_text(), seconds=90)
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(40)


@pytest.fixture
def start() -> Iterator[Callable[..., Up]]:
    """Starts machines; whatever is left of them is killed."""
    started: list[Up] = []
    folders: list[Path] = []

    def start_one(*options: str, folder: Path | None = None) -> Up:
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="signalbox-up-"))
            folders.append(folder)
        started.append(Up(folder, *options))
        return started[-1]

    yield start_one
    for up in started:
        up.process.kill()
        up.process.wait(10)
    for folder in folders:
        rmtree(folder, ignore_errors=True)


def test_it_plays_a_call_stops_in_order_and_finds_its_data_again(start: Callable[..., Up]):
    up = start("--demo").until_it_stands()
    notes, text = up.notes, up.log.read_text()
    assert "Booked, SMS delivered, e-mail sent" in text
    assert notes["url"] in text
    assert notes["password"] in text
    with urlopen(f"{notes['url']}/health/ready", timeout=5) as answer:
        checks = json.load(answer)["checks"]
    assert {check["status"] for check in checks.values()} == {"ok"}, checks

    assert up.stop() == 0
    assert not [name for name, pid in notes["pids"].items() if is_alive(pid)]
    assert up.notes["pids"] == {}

    again = start(folder=up.folder).until_it_stands()
    assert again.notes["password"] == notes["password"]
    assert again.stop(signal.SIGINT) == 0


def test_two_machines_stand_side_by_side_and_one_folder_has_one(start: Callable[..., Up]):
    one, other = start(), start()
    one.until_it_stands()
    other.until_it_stands()
    assert one.notes["url"] != other.notes["url"]

    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(one.folder)}
    third = subprocess.run(
        [sys.executable, "manage.py", "up"], env=environment, cwd=BASE_DIR, capture_output=True, text=True, timeout=30
    )
    assert third.returncode == 1
    assert one.notes["url"] in third.stderr


def test_nothing_is_left_when_it_is_killed_and_a_dead_child_comes_back(start: Callable[..., Up]):
    up = start().until_it_stands()
    first = up.notes["pids"]["worker"]
    os.kill(first, signal.SIGKILL)
    up.until(lambda: up.notes["pids"].get("worker", first) != first, seconds=20)
    pids = up.notes["pids"]

    up.process.kill()
    up.process.wait(10)

    deadline, pause = monotonic() + 15, Event()
    while left := [name for name, pid in pids.items() if is_alive(pid)]:
        assert monotonic() < deadline, left
        pause.wait(0.05)
