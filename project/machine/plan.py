"""Which processes make up one machine, in the order in which they start; they stop in the opposite order."""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from project.config.children import environment_with
from project.config.defaults import BASE_DIR
from project.machine import redis
from project.machine.child import ChildSpec

QUEUES = tuple(settings.QUEUE_DEFAULTS)
WEB_THREADS = 8


def redis_server(folder: Path) -> ChildSpec:
    """The private Redis; its data lies in `folder`/redis."""
    data = folder / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    return ChildSpec(name="redis", command=redis.command(data), environment=environment_with({}), folder=data)


def sandbox(folder: Path, variables: Mapping[str, str], port: int = 0) -> ChildSpec:
    """The stand-in for the providers; tells its port in `port_file(folder)`."""
    options = ["--port", str(port), "--port-file", str(port_file(folder)), "--seats", "0"]
    return _manage("sandbox", ["sandbox", *options], variables)


def port_file(folder: Path) -> Path:
    """Where the sandbox writes its port once it listens."""
    return folder / "sandbox.port"


def web(listener: socket.socket, variables: Mapping[str, str]) -> ChildSpec:
    """The web server, on a listener that outlives it."""
    number = listener.fileno()
    options = ["--bind", f"fd://{number}", "--worker-class", "gthread", "--threads", str(WEB_THREADS)]
    calm = ["--log-level", "warning", "--no-control-socket", "--worker-tmp-dir", _memory_folder()]
    command = [sys.executable, "-m", "gunicorn", "project.wsgi:application", *options, *calm]
    return _child("web", command, variables, handed_over=(number,))


def worker(variables: Mapping[str, str]) -> ChildSpec:
    """One worker for all queues, the urgent ones first."""
    return _manage("worker", ["rqworker", *QUEUES], variables)


def scheduler(variables: Mapping[str, str]) -> ChildSpec:
    """What is due, what was not pushed, what a dead process left behind."""
    return _manage("scheduler", ["rqscheduler"], variables)


def demo(variables: Mapping[str, str]) -> ChildSpec:
    """One call, played through the real door."""
    return _manage("demo", ["demo"], variables)


def _manage(name: str, words: list[str], variables: Mapping[str, str]) -> ChildSpec:
    return _child(name, [sys.executable, str(BASE_DIR / "manage.py"), *words], variables)


def _child(name: str, command: list[str], variables: Mapping[str, str], handed_over: tuple[int, ...] = ()) -> ChildSpec:
    environment = environment_with({**variables, "PYTHONUNBUFFERED": "1"})
    return ChildSpec(name=name, command=command, environment=environment, folder=BASE_DIR, handed_over=handed_over)


def _memory_folder() -> str:
    """gunicorn's workers prove their life by touching a file; on a slow disk that would look like a hang."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else str(settings.VAR_DIR)  # noqa: S108  gunicorn makes its own file
