"""Webhooks are answered while Redis is stopped or hung, and what they set off runs when it is back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.sandbox.player import call_ended, play
from tests.acceptance.reception_desk import RETELL_KEY, ReceptionDesk
from tests.acceptance.station import Station, wait_for
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(240)]

EVENTS = 100


@pytest.mark.parametrize("fault", ["stopped", "hung"])
def test_webhooks_are_answered_within_a_second_and_run_when_redis_is_back(
    tmp_path: Path, redis_server: RedisServer, web_port: int, server_url: str, fault: str
) -> None:
    station = Station(tmp_path, redis_server, server_url, "project.settings")
    try:
        desk = ReceptionDesk(station, web_port)
        station.start("rqworker", "critical", "high", "default", "webhooks", "notifications", "low")
        wait_for(lambda: station.sql("SELECT 1 FROM jobs_workerprocess"), 20)
        redis_server.stop() if fault == "stopped" else redis_server.freeze()

        answers = _post_many(desk)
        redis_server.start() if fault == "stopped" else redis_server.wake()

        assert {status for status, _ in answers} == {202}
        slowest = sorted(seconds for _, seconds in answers)[int(EVENTS * 0.99) - 1]
        assert slowest < 1.0
        processed = "SELECT count(*) FROM jobs_job WHERE task = 'process_retell_call_ended' AND state = 'succeeded'"
        wait_for(lambda: station.sql(processed) == [(EVENTS,)], 30, "every event to be processed")
    finally:
        redis_server.wake()
        station.close()


def _post_many(desk: ReceptionDesk) -> list[tuple[int, float]]:
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda number: _post(desk, number), range(EVENTS)))


def _post(desk: ReceptionDesk, number: int) -> tuple[int, float]:
    body = call_ended(desk.call(number, wanted=False))
    began = time.monotonic()
    status, _ = play(desk.url, body, api_key=RETELL_KEY, now=datetime.now(UTC))
    return status, time.monotonic() - began
