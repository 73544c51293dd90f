"""How long a provider waits for its 202: signed Retell webhooks from parallel clients over real HTTP, on both databases.

Every webhook comes on a connection of its own, as from a provider's many machines. Nobody works on the jobs meanwhile:
acknowledging is what is measured, the stored event and its job included.
"""

from __future__ import annotations

import argparse
import http.client
import subprocess
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.ground import PYTHON, ROOT, Ground, free_port
from benchmarks.options import common_parser
from benchmarks.report import machine, table, write
from integrations.sandbox.player import PlayedCall, call_ended, encode, sign

KEY = "key_benchmark"
WARM_UP = 200
GUNICORN = ("--worker-class", "gthread", "--threads", "8", "--timeout", "30", "--no-control-socket")


class Door:
    """The web server as the Procfile starts it."""

    def __init__(self, ground: Ground, workers: int) -> None:
        environment = ground.environment("project.settings", RETELL_API_KEY=KEY)
        ground.run([PYTHON, "manage.py", "migrate", "-v0"], environment)
        self.port = free_port()
        command = [str(Path(PYTHON).with_name("gunicorn")), "project.wsgi:application", "--workers", str(workers)]
        command += ["--bind", f"127.0.0.1:{self.port}", *GUNICORN]
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=ground.log, stderr=ground.log)
        self._wait()

    def close(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait(30)

    def knock(self, request: tuple[bytes, dict[str, str]]) -> tuple[int, float]:
        """Post one webhook; its status, and the seconds from connecting to the whole answer."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/webhooks/retell/", *request)
            answer = connection.getresponse()
            answer.read()
            return answer.status, time.perf_counter() - began
        finally:
            connection.close()

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health/live")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the web server did not start")


def webhook() -> tuple[bytes, dict[str, str]]:
    """Body and headers of a call that has just ended."""
    now = datetime.now(UTC)
    call = PlayedCall(agent_id="agent_bench", from_number="+14155550101", to_number="+14155550199", ended_at=now)
    body = encode(call_ended(call))
    return body, {"Content-Type": "application/json", "X-Retell-Signature": sign(body, KEY, now)}


def knock_together(door: Door, clients: int, number: int) -> tuple[list[float], float]:
    """`number` webhooks from `clients` threads: seconds of each, and of all. Raises unless all were accepted."""
    requests = [[webhook() for _ in range(number // clients)] for _ in range(clients)]
    answers: list[list[tuple[int, float]]] = [[] for _ in range(clients)]

    def client(index: int) -> None:
        answers[index] = [door.knock(request) for request in requests[index]]

    threads = [threading.Thread(target=client, args=(index,)) for index in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    given = [answer for mine in answers for answer in mine]
    if len(given) != number // clients * clients or any(status != 202 for status, _ in given):
        raise RuntimeError(f"answers other than 202: { {status for status, _ in given} }")
    return sorted(seconds for _, seconds in given), took


def measure(server: str, options: argparse.Namespace) -> dict[str, Any]:
    """One database: percentiles in milliseconds."""
    with Ground(server) as ground:
        if server:
            ground.require_durability()
        door = Door(ground, options.workers)
        try:
            knock_together(door, options.clients, WARM_UP)
            seconds, took = knock_together(door, options.clients, options.webhooks)
        finally:
            door.close()
    return {
        "p50": _at(seconds, 0.5),
        "p99": _at(seconds, 0.99),
        "max": _at(seconds, 1),
        "per_s": round(len(seconds) / took),
    }


def _at(seconds: Sequence[float], share: float) -> float:
    return round(seconds[min(int(len(seconds) * share), len(seconds) - 1)] * 1000, 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure both, in interleaved rounds, print the table."""
    options = _options(arguments)
    found: dict[str, list[dict[str, Any]]] = {"PostgreSQL": [], "SQLite": []}
    for _ in range(options.rounds):
        for name, server in (("PostgreSQL", options.server), ("SQLite", "")):
            found[name].append(measure(server, options))
            print(f"{name}: {found[name][-1]}", flush=True)
    head = ("webhooks acknowledged", "p50 ms", "p99 ms", "slowest ms", "per second")
    rows = [[name, *(median(lap[key] for lap in laps) for key in laps[0])] for name, laps in found.items()]
    print(
        f"\n{table(head, rows)}\n\n{options.clients} clients, {options.workers} processes of 8 threads,"
        f" {options.webhooks} webhooks per round, medians of {options.rounds} rounds, machine {machine()}.\n"
    )
    write(options.json, {"rounds": found, "clients": options.clients, "workers": options.workers})


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = common_parser("python -m benchmarks.ack", __doc__)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--webhooks", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=3)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
