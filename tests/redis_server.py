"""A private Redis for tests: started on a Unix socket, killed, frozen and woken at will."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

from project.machine.redis import binary


class RedisServer:
    """One server process with its data in `folder`. It keeps what it was told across `stop` and `start`."""

    def __init__(self, folder: Path, *, port: int = 0, append_only: bool = False) -> None:
        self.folder = folder
        self.port = port
        self.socket_path = folder / "redis.sock"
        self._append_only = append_only
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0" if self.port else f"unix://{self.socket_path}"

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def start(self) -> RedisServer:
        self._process = subprocess.Popen(self._command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_until_it_answers()
        return self

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """The machine's way: no goodbye, nothing saved beyond what was on the disk."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Hung, not gone: connections open and nothing answers."""
        self._process_now().send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._process_now().send_signal(signal.SIGCONT)

    def send(self, *words: str) -> bytes:
        """One command over a fresh connection, answered in Redis's own words."""
        with self._connect() as link:
            link.sendall(" ".join(words).encode() + b"\r\n")
            return link.recv(65536)

    def _command(self) -> list[str]:
        append_only = "yes" if self._append_only else "no"
        options = ["--save", "", "--appendonly", append_only, "--dir", str(self.folder), "--daemonize", "no"]
        return [binary(), "--port", str(self.port), "--unixsocket", str(self.socket_path), *options]

    def _connect(self) -> socket.socket:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(2)
        try:
            link.connect(str(self.socket_path))
        except OSError:
            link.close()
            raise
        return link

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            assert self._process_now().poll() is None, "redis-server ended at once"
            try:
                if self.send("PING").startswith(b"+PONG"):
                    return
            except OSError:
                pass
            time.sleep(0.01)
        raise RuntimeError("redis-server did not answer within 10 s")

    def _process_now(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "the server is not running"
        return self._process

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(how)
        self._process.wait(timeout=10)
        self._process = None
