"""This process among its neighbours: which machine, which pid, and is a neighbour certainly gone?"""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jobs.ledger.processes import Identity

BEAT_SECONDS = 5.0


@cache
def machine_id() -> str:
    """Boot and pid namespace: two processes with the same value see the same pids. Empty where Linux does not say."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{os.readlink('/proc/self/ns/pid')}"[:100]
    except OSError:
        return ""


def started_ticks(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; `None` when there is no such process, or it is a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else int(fields[19])


def is_gone(machine: str, pid: int, started: int) -> bool:
    """Whether a neighbour on this machine is certainly dead; `False` when it lives or cannot be seen from here."""
    if not machine or machine != machine_id():
        return False
    seen = started_ticks(pid)
    return seen != started and (seen is not None or not _is_hidden(pid))


def _is_hidden(pid: int) -> bool:
    """Whether it lives, but /proc does not show it to us: another user's, under `hidepid` or `ProtectProc`."""
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return False  # ours to see: a zombie


def host() -> str:
    """This machine's name, for people."""
    return socket.gethostname()


def identity(name: str, kind: str, queues: Sequence[str]) -> Identity:
    """Who this process is."""
    pid = os.getpid()
    return Identity(
        name=name,
        kind=kind,
        host=host(),
        machine=machine_id(),
        pid=pid,
        pid_started=started_ticks(pid) or 0,
        queues=tuple(queues),
    )
