from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from tests.environment import ROOT


def test_the_command_serves_says_where_and_stops_on_sigterm(tmp_path: Path):
    port_file = tmp_path / "port"
    command = [sys.executable, "manage.py", "sandbox", "--port", "0", "--port-file", str(port_file)]
    command += ["--effects", str(tmp_path / "deep" / "effects.jsonl"), "--faults", '{"rate": 0.06, "seed": 3}']
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert any(port_file.exists() or Event().wait(0.1) for _ in range(200))
            with urlopen(f"http://127.0.0.1:{port_file.read_text()}/_sandbox/faults") as answer:
                assert json.loads(answer.read())["plan"]["seed"] == 3
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stdout is not None
        assert process.stdout.read() == f"sandbox http://127.0.0.1:{port_file.read_text()}\n"


@pytest.mark.parametrize("faults", ["{", '{"rate": 7}', '{"colour": 1}', "[]"])
def test_a_wrong_plan_is_refused_at_start(tmp_path: Path, faults: str):
    with pytest.raises(CommandError, match="--faults"):
        call_command("sandbox", port=0, effects=tmp_path / "effects.jsonl", faults=faults)


def test_a_taken_port_is_named(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CommandError, match="port"):
        call_command("sandbox", port=taken.getsockname()[1], effects=tmp_path / "effects.jsonl")
