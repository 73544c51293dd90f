"""A station seen with RQ's eyes: the `rq` command as it comes, its classes, django-rq's pages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from tests.acceptance.station import ROOT, Station

PATIENCE_SECONDS = 10.0  # to find a moment with nothing in flight; the numbers themselves are right within two
_QUEUE = re.compile(r"^queue (\S+) (\d+), (\d+) executing", re.MULTILINE)
_WORKER = re.compile(r"^worker (\S+) \(.*?\) (\S+) (.*)\. jobs:", re.MULTILINE)


def rq(station: Station, command: str, *arguments: str) -> str:
    """The `rq` command against the station's Redis."""
    done = subprocess.run(
        [Path(sys.executable).with_name("rq"), command, "--url", station.redis.url, *arguments],
        cwd=ROOT,
        env=station.environment | {"RQ_KEY_PREFIX": station.environment["REDIS_PREFIX"]},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return done.stdout


def info(station: Station) -> dict[str, list[int]]:
    """`rq info`: by queue how many are queued, running, and workers."""
    text = rq(station, "info", "--raw")
    workers = [queues.split(", ") for _, _, queues in _WORKER.findall(text)]
    return {
        name: [int(queued), int(running), sum(name in queues for queues in workers)]
        for name, queued, running in _QUEUE.findall(text)
    }


def worker_states(station: Station) -> list[str]:
    """`rq info`: busy, idle or suspended."""
    return sorted(state for _, state, _ in _WORKER.findall(rq(station, "info", "--raw")))


def ledger(station: Station) -> dict[str, list[int]]:
    """The same numbers from the tables: quicker than a command, so that less happens meanwhile."""
    numbers: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    counted = "SELECT queue, state, count(*) FROM jobs_job WHERE state IN ('queued', 'running') GROUP BY queue, state"
    for queue, state, count in station.sql(counted):
        numbers[queue][state == "running"] = count
    for (queues,) in station.sql("SELECT queues FROM jobs_workerprocess WHERE kind = 'worker'"):
        for queue in queues.split(","):
            numbers[queue][2] += 1
    return dict(numbers)


def assert_all_agree(station: Station, moment: str) -> dict[str, list[int]]:
    """RQ's classes, django-rq's pages and `rq info` say what the ledger says; returns it."""
    seen: dict[str, dict[str, list[int]]] = json.loads(
        station.manage("toy_rq", "--seconds", str(PATIENCE_SECONDS)).splitlines()[-1]
    )
    said = seen.pop("before")
    for source, numbers in seen.items():
        assert numbers == said, f"{moment}: {source}"
    _assert_info_agrees(station, moment)
    return said


def _assert_info_agrees(station: Station, moment: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        before, shown, after = ledger(station), info(station), ledger(station)
        used = {name: numbers for name, numbers in shown.items() if any(numbers)}
        if used == before == after:
            return
        assert time.monotonic() < until, f"{moment}: rq info says {shown}, the ledger {before} and then {after}"
