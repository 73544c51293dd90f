"""What the demo may play to."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from project.demo.target import NoTarget, find_target
from project.machine.run_file import RunFile


@pytest.fixture(autouse=True)
def notes(settings: Any, tmp_path: Path, free_port: int) -> RunFile:
    """A data folder without a machine, and an address where nobody answers."""
    settings.VAR_DIR, settings.PUBLIC_URL = tmp_path, f"http://127.0.0.1:{free_port}"
    return RunFile(tmp_path)


def test_without_a_running_machine_it_says_what_to_start():
    with pytest.raises(NoTarget, match=r"manage\.py up"):
        find_target()


@pytest.mark.parametrize("name", ["calcom", "twilio"])
def test_it_never_plays_to_real_providers(settings: Any, name: str):
    real = settings.PROVIDERS[name] | {"api_key": "real"}
    settings.PROVIDERS = settings.PROVIDERS | {name: real}

    with pytest.raises(NoTarget, match=f"{name} has real credentials"):
        find_target()


def test_the_running_machine_tells_address_and_key(notes: RunFile, live_server: Any):
    notes.update(url=live_server.url, pids={"up": 1}, stand_ins={"RETELL_API_KEY": "made-up"})

    target = find_target()

    assert (target.url, target.retell_key) == (live_server.url, "made-up")
    assert "made-up" not in repr(target)


def test_a_machine_that_has_stopped_is_not_taken_for_running(notes: RunFile):
    with socket.create_server(("127.0.0.1", 0)) as other:
        notes.update(url=f"http://127.0.0.1:{other.getsockname()[1]}", pids={})

        with pytest.raises(NoTarget, match="Nobody answers"):
            find_target()
