"""Children that die, refuse to stop, or lose their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from threading import Event, Timer
from time import monotonic

import pytest

from project.config.defaults import BASE_DIR
from project.machine.child import LAUNCHER, ChildSpec
from project.machine.fleet import Fleet, pause_before_restart
from project.machine.stop_sign import StopSign
from project.machine.terminal import Terminal

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"
OBEDIENT = "import signal; print('ready', flush=True); signal.pause()"


def python(name: str, code: str) -> ChildSpec:
    command = [sys.executable, "-c", code]
    return ChildSpec(name=name, command=command, environment=dict(os.environ), folder=BASE_DIR)


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline, pause = monotonic() + seconds, Event()
    while not condition():
        assert monotonic() < deadline, "it did not happen in time"
        pause.wait(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(("deaths", "seconds"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (60, 30)])
def test_each_death_in_a_row_doubles_the_pause(deaths: int, seconds: float):
    assert pause_before_restart(deaths) == seconds


def test_a_dead_child_is_started_again_and_told_of(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("project.machine.fleet.FIRST_PAUSE", 0.05)
    out = StringIO()
    fleet = Fleet(Terminal(out))
    first = fleet.start(python("web", OBEDIENT)).pid
    os.kill(first, signal.SIGKILL)

    until(lambda: fleet.look_after() and fleet.pids().get("web", first) != first)
    fleet.stop(StopSign(), 5)

    assert "web was ended by signal 9" in out.getvalue()


def test_children_stop_in_the_opposite_order():
    out = StringIO()
    fleet = Fleet(Terminal(out))
    farewell = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('bye', flush=True))); "
    for name in ("redis", "web", "worker"):
        fleet.start(python(name, farewell + "print('ready', flush=True)\nwhile True: signal.pause()"))
    until(lambda: out.getvalue().count("ready") == 3)

    fleet.stop(StopSign(), 10)

    order = [line.split("|")[0].strip() for line in out.getvalue().splitlines() if "bye" in line]
    assert order == ["worker", "web", "redis"]


def test_who_does_not_stop_in_time_is_killed():
    out = StringIO()
    fleet = Fleet(Terminal(out))
    pid = fleet.start(python("worker", STUBBORN)).pid
    until(lambda: "ready" in out.getvalue())

    fleet.stop(StopSign(), 0.3)

    assert not is_alive(pid)
    assert "worker did not stop in time" in out.getvalue()


def test_a_second_signal_asks_again_and_shortens_the_rest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("project.machine.fleet.HURRIED_SECONDS", 0.2)
    out, sign, began = StringIO(), StopSign(), monotonic()
    fleet = Fleet(Terminal(out))
    asked = "import signal; signal.signal(signal.SIGTERM, lambda *_: print('asked', flush=True)); "
    fleet.start(python("worker", asked + "print('ready', flush=True)\nwhile True: signal.pause()"))
    until(lambda: "ready" in out.getvalue())
    sign._raise(signal.SIGINT, None)
    second = Timer(0.3, sign._raise, (signal.SIGINT, None))
    second.start()

    fleet.stop(sign, 30)
    second.join()

    assert out.getvalue().count("asked") == 2
    assert monotonic() - began < 10


def test_a_child_does_not_outlive_a_killed_parent():
    launch = f"[sys.executable, '-I', '-S', {str(LAUNCHER)!r}, str(os.getpid()), 'sleep', '60']"
    code = f"import os, subprocess, sys; print(subprocess.Popen({launch}).pid, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        until(lambda: b"sleep" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[0])
        parent.kill()
        until(lambda: not is_alive(child))


def test_a_stop_sign_ends_a_wait():
    sign = StopSign()
    assert not sign.wait(0)

    sign._raise(signal.SIGTERM, None)

    assert sign.wait(60)
