"""The promise: calls come in while everything dies, and each ends in one booking and one SMS."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.chaos import Chaos
from tests.acceptance.oracle import faults_of, still_open
from tests.acceptance.postgres_server import PostgresServer
from tests.acceptance.reception_desk import Faults, ReceptionDesk
from tests.acceptance.station import Station, wait_for
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.acceptance, pytest.mark.flagship, pytest.mark.timeout(560)]

CALLS = int(os.environ.get("FLAGSHIP_CALLS", "300"))
RECOVERY_SECONDS = 120.0


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer | None]:
    """A server to be restarted, when the run is for PostgreSQL."""
    if not os.environ.get("DATABASE_URL"):
        yield None
        return
    server = PostgresServer().start()
    yield server
    server.close()


class Run:
    """300 calls under fire on one station."""

    def __init__(
        self, folder: Path, redis: RedisServer, postgres: PostgresServer | None, port: int, guard: str
    ) -> None:
        settings = "tests.sabotage.settings" if guard else "project.settings"
        extra = {"BACKOFF_SCALE": "0.05", "SABOTAGE": guard}
        self.postgres = postgres
        self.station = Station(folder, redis, postgres.url if postgres else "", settings, **extra)
        self.desk = ReceptionDesk(self.station, port, Faults())

    def under_fire(self, calls: int, *, scheduler: bool) -> list[str]:
        """Post the calls while workers die; returns the callers' numbers once the last fault is over."""
        played = [self.desk.call(number) for number in range(calls)]
        if scheduler:
            self.station.start("rqscheduler")
        with Chaos(self.station, number=4) as chaos:
            poster = threading.Thread(target=self._post, args=(played,))
            poster.start()
            self._break_services()
            poster.join()
            wait_for(lambda: chaos.kills >= 10, 60)
        return [call.from_number for call in played]

    def _post(self, played: list) -> None:  # type: ignore[type-arg]
        for index, call in enumerate(played):
            events = [("ended",), ("analyzed",), ("ended", "analyzed"), ("analyzed", "ended", "ended")][index % 4]
            self.desk.post(call, *events)
            time.sleep(0.05)

    def _break_services(self) -> None:
        time.sleep(6)
        self.station.redis.send("FLUSHALL")
        time.sleep(6)
        self.station.redis.kill()
        time.sleep(3)
        self.station.redis.start()
        if self.postgres:
            time.sleep(3)
            self.postgres.stop()
            time.sleep(2)
            self.postgres.start()


@pytest.mark.parametrize("scheduler", [True, False], ids=["scheduler", "no-scheduler"])
def test_calls_under_fire_end_in_one_booking_and_one_sms_each(
    tmp_path: Path, redis_server: RedisServer, own_postgres: PostgresServer | None, web_port: int, scheduler: bool
) -> None:
    run = Run(tmp_path, redis_server, own_postgres, web_port, "")
    try:
        phones = run.under_fire(CALLS, scheduler=scheduler)

        took = wait_for(lambda: still_open(run.station) == 0, RECOVERY_SECONDS, "every job to end")

        assert faults_of(run.desk, phones) == []
        print(f"\n{CALLS} calls at rest {took:.1f} s after the last fault")
    finally:
        run.station.close()


@pytest.mark.parametrize("guard", ["reconciler", "once"])
def test_the_same_fire_without_a_guard_is_seen_to_do_harm(
    tmp_path: Path, redis_server: RedisServer, own_postgres: PostgresServer | None, web_port: int, guard: str
) -> None:
    run = Run(tmp_path, redis_server, own_postgres, web_port, guard)
    try:
        phones = run.under_fire(CALLS // 2, scheduler=True)
        harm = _rest(run, phones)
    finally:
        run.station.close()

    print(f"\nwithout {guard}: {harm}")
    assert any(_HARM[guard] in line for line in harm), harm


_HARM = {"reconciler": "open jobs", "once": "applied more than once"}


def _rest(run: Run, phones: list[str]) -> list[str]:
    """What is wrong after half the time that a sound installation is given."""
    until = time.monotonic() + RECOVERY_SECONDS / 2
    while time.monotonic() < until and still_open(run.station):
        time.sleep(1)
    return faults_of(run.desk, phones)
