"""With nothing but the web server, `rqworker critical high default` and `rqscheduler`, a call ends in a sent SMS."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.reception_desk import ReceptionDesk
from tests.acceptance.station import Station, wait_for
from tests.redis_server import RedisServer

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(180)]


def test_a_call_ends_in_a_sent_sms(tmp_path: Path, redis_server: RedisServer, web_port: int, server_url: str) -> None:
    station = Station(tmp_path, redis_server, server_url, "project.settings")
    try:
        desk = ReceptionDesk(station, web_port)
        station.start("rqworker", "critical", "high", "default")
        station.start("rqscheduler")

        desk.post(desk.call(1), "ended")

        wait_for(lambda: desk.effects("sms"), 60, "an SMS at the provider")
        assert list(desk.effects("booking").values()) == [1]
        assert list(desk.effects("sms").values()) == [1]
        sms = "SELECT state FROM notifications_delivery WHERE channel = 'sms'"
        wait_for(lambda: station.sql(sms) == [("delivered",)], 60, "the callback to arrive")
    finally:
        station.close()
