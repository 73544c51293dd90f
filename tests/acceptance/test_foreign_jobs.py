"""Whoever can write to Redis cannot choose what runs."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.acceptance.station import Station, wait_for

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(120)]


def _forge(station: Station, rq_id: str | bytes, data: bytes, **fields: str) -> None:
    """What RQ itself would have written, had it been asked to."""
    name = rq_id.encode() if isinstance(rq_id, str) else rq_id
    with Redis.from_url(station.redis.url) as client:
        created = {"created_at": "2026-01-01T00:00:00.000000Z", "origin": "default", "status": "queued"}
        client.hset(b"rq:job:" + name, mapping={"data": data, **created, **fields})
        client.rpush("rq:queue:default", name)


def _call(function: str, *args: Any) -> bytes:
    return json.dumps([function, None, list(args), {}]).encode()


class _Pickled:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def _forgeries(trap: Path) -> dict[str | bytes, bytes]:
    bomb = zlib.compress(b"[" + b" " * 200_000_000 + b"]")
    return {
        "shell": _call("os.system", f"touch {trap}"),
        "builtin": _call("builtins.exec", f"open({str(trap)!r}, 'w')"),
        "importing": _call("tests.acceptance.trap.spring", str(trap)),
        "pickled": pickle.dumps(_Pickled(trap)),
        "packed-pickle": zlib.compress(pickle.dumps(_Pickled(trap))),
        "bomb": bomb,
        "nonsense": b"\xff\xfe\0",
        "0192f3a4-7c1d-7e22-9a3b-5d2c81f0a6e4": _call("os.system", f"touch {trap}"),
        "nul\0in its id": _call("os.system\0", f"touch {trap}"),
        b"no \xff text": _call("os.system", f"touch {trap}"),
        "id:with:colons": _call("os.system", f"touch {trap}"),
    }


def test_forged_jobs_are_refused_kept_and_reported_and_the_worker_lives_on(station: Station, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    worker = station.start("rqworker", "default")
    wait_for(lambda: station.sql("SELECT 1 FROM jobs_workerprocess"), 20)
    forgeries = _forgeries(trap)
    for rq_id, data in forgeries.items():
        _forge(station, rq_id, data, success_callback_name="os.abort", failure_callback_name="os.abort")
    station.toy("toy_mark", path=str(station.marks), text="after")

    wait_for(lambda: "after" in station.marked(), 30)

    refused = station.sql("SELECT function FROM jobs_foreignjob ORDER BY id")
    assert len(refused) == len(forgeries)
    assert [function for (function,) in refused][:3] == ["os.system", "builtins.exec", "tests.acceptance.trap.spring"]
    assert station.log().count("refused a foreign job") == len(forgeries)
    assert not trap.exists()
    assert worker.poll() is None
    assert "the child of a worker failed" not in station.log()
    with Redis.from_url(station.redis.url) as client:
        wait_for(lambda: not client.zcard("rq:wip:default"), 5)
        assert not list(client.scan_iter("rq:sb:inflight:*"))


def test_a_function_that_the_settings_name_runs(station: Station) -> None:
    station.environment["RQ_FOREIGN_FUNCTIONS"] = "tests.toybox.tasks.leave_mark"
    station.start("rqworker", "default")
    _forge(station, "foreign-1", _call("tests.toybox.tasks.leave_mark", str(station.marks), "foreign"))
    _forge(station, "foreign-2", _call("tests.toybox.tasks.leave_mark", str(station.marks)))  # fails: too few arguments
    _forge(station, "foreign-3", _call("tests.toybox.tasks.os.system", f"touch {station.marks}"))
    station.toy("toy_mark", path=str(station.marks), text="after")

    wait_for(lambda: "after" in station.marked(), 30)

    assert station.marked() == ["foreign", "after"]
    assert station.sql("SELECT rq_id, function FROM jobs_foreignjob") == [("foreign-3", "tests.toybox.tasks.os.system")]
    assert "a foreign job failed" in station.log()


def test_a_stock_worker_on_our_queue_runs_nothing_of_ours(station: Station) -> None:
    station.toy("toy_mark", path=str(station.marks), text="ours")

    command = [str(Path(sys.executable).with_name("rq")), "worker", "--burst", "--serializer", "json", "default"]
    subprocess.run(
        [*command, "--url", station.redis.url], env=station.environment, cwd=station.folder, timeout=60, check=False
    )

    assert station.marked() == []
    assert station.states() == {"queued": 1}
    station.start("rqworker", "default", "--burst").wait(30)
    assert station.marked() == ["ours"]
