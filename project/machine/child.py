"""One process of the machine: started so that it dies with us, its output relayed line by line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

LAUNCHER = Path(__file__).with_name("launch.py")
LONGEST_LINE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSpec:
    """What to start. `handed_over`: open files it inherits."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(repr=False)
    folder: Path
    handed_over: tuple[int, ...] = ()


class Child:
    """A started process. Start it in the main thread: the kernel ends it when the *thread* that started it ends."""

    def __init__(self, spec: ChildSpec, relay: Callable[[str], None]) -> None:
        self.spec = spec
        self._process = subprocess.Popen(  # noqa: S603  the command is ours
            [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), *spec.command],
            env=dict(spec.environment),
            cwd=spec.folder,
            pass_fds=spec.handed_over,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C on the terminal reaches the supervisor alone, which stops all in order
        )
        self._reader = Thread(target=self._read, args=(relay,), name=f"log-{spec.name}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int | None:
        """`None` while it runs; negative: the signal that ended it."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """SIGTERM to the process alone; what it started is its own to end."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to it and to everything in its session's group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within `seconds`."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self._reader.join(1)
        return True

    def _read(self, relay: Callable[[str], None]) -> None:
        pipe = self._process.stdout
        assert pipe is not None, "started with a pipe"  # noqa: S101
        with pipe:
            while line := pipe.readline(LONGEST_LINE):
                relay(line.decode("utf-8", "replace").rstrip())
