"""`var/run.json`: what a person or `manage.py demo` must know of the running machine. Readable by its owner only."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings


class AlreadyRunning(Exception):
    """Another `manage.py up` has this data folder."""

    def __init__(self, url: str) -> None:
        super().__init__(f"Signalbox already runs with this data folder{f', at {url}' if url else ''}.")


class RunFile:
    """Keys: `url`, `login`, `password`, `redis_url`, `pids` (by process name), `stand_ins` (variables by name).

    `pids` is empty while nothing runs; login and stand-ins stay, so that a second start finds them.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "run.json"
        self._content: dict[str, Any] = self._read()

    def get(self, name: str) -> Any:
        """The value, or `None`."""
        return self._content.get(name)

    def update(self, **values: Any) -> None:
        """Write `values` over what stands there; `None` takes a key out."""
        merged = self._content | values
        self._content = {name: value for name, value in merged.items() if value is not None}
        part = self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(self._content, file, indent=2)
            file.write("\n")
        part.replace(self.path)  # a reader sees the whole file or the earlier one

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def data_folder() -> Path:
    """The folder of everything that is kept, created if it is missing."""
    folder = Path(settings.VAR_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the data folder; raises `AlreadyRunning`. The kernel frees it when this process ends, however it ends."""
    with (folder / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(RunFile(folder).get("url") or "") from None
        yield
