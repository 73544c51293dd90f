"""A station that answers calls: web server, sandbox providers, one company."""

from __future__ import annotations

import json
import sys
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any

from integrations.sandbox.player import PlayedCall, call_analyzed, call_ended, play
from tests.acceptance.station import Station, wait_for

RETELL_KEY = "key_of_the_acceptance_test"
AGENT = "agent_acceptance"


@dataclass(frozen=True, slots=True)
class Faults:
    """Share of provider calls that fail, at most once per effect; split in thirds, some of the dropped ones late."""

    rate: float = 0.06

    def as_json(self) -> str:
        return json.dumps({"rate": self.rate, "seed": 7, "late_share_of_drop": 0.1, "late_seconds": 8})


class ReceptionDesk:
    """Web and sandbox on a station; calls are posted as Retell posts them, again and again until a 2xx."""

    def __init__(self, station: Station, web_port: int, faults: Faults | None = None) -> None:
        self.station, self.url = station, f"http://127.0.0.1:{web_port}"
        self._port_file = station.folder / "sandbox.port"
        station.environment |= {
            "PUBLIC_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "RETELL_API_KEY": RETELL_KEY,
            "CALCOM_API_KEY": "cal_live_acceptance",
            "CALCOM_WEBHOOK_SECRET": "calcom-secret-acceptance",
            "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
            "TWILIO_AUTH_TOKEN": "twilio-token-acceptance",
            "TWILIO_FROM": "+14155550100",
            "OPERATIONS_EMAIL": "ops@example.com",
        }
        self._start_sandbox(faults)
        self._start_web(web_port)
        station.manage(
            "create_company", "--name", "Acme", "--agent", AGENT, "--event-type", "123", "--time-zone", "Europe/Berlin"
        )

    def call(self, number: int, *, wanted: bool = True) -> PlayedCall:
        """The `number`-th caller: a phone number, an address and a time of their own."""
        now = datetime.now(UTC)
        start = (now + timedelta(days=3 + number // 200)).replace(hour=8, minute=0, second=0, microsecond=0)
        return PlayedCall(
            agent_id=AGENT,
            from_number=f"+1206555{number:04d}",
            to_number="+14155550100",
            ended_at=now,
            appointment_start=(start + timedelta(minutes=5 * (number % 200))).isoformat() if wanted else None,
            customer_name=f"Caller {number}",
            customer_email=f"caller{number}@example.com",
        )

    def post(self, call: PlayedCall, *events: str) -> None:
        """Post `ended`, `analyzed` in that order; a sender repeats what was not answered with 2xx."""
        for event in events:
            body = call_ended(call) if event == "ended" else call_analyzed(call)
            wait_for(lambda body=body: self._post(body), 60, f"a 2xx for {event}")  # type: ignore[misc]

    def effects(self, kind: str) -> dict[str, int]:
        """How often each effect was applied: key to number."""
        with urllib.request.urlopen(f"{self._sandbox_url}/_sandbox/effects", timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return dict(found["counts"][kind])

    def _post(self, body: dict[str, Any]) -> bool:
        try:
            status, _ = play(self.url, body, api_key=RETELL_KEY, now=datetime.now(UTC))
        except (OSError, HTTPException):
            return False
        return status in (200, 202)

    def _start_sandbox(self, faults: Faults | None) -> None:
        options = ["--port", "0", "--port-file", str(self._port_file), "--seats", "0"]
        self.station.start("sandbox", *options, "--faults", faults.as_json() if faults else "{}")
        wait_for(self._port_file.exists, 20)
        self._sandbox_url = f"http://127.0.0.1:{self._port_file.read_text()}"
        self.station.environment |= {
            "CALCOM_BASE_URL": self._sandbox_url,
            "TWILIO_BASE_URL": self._sandbox_url,
        }

    def _start_web(self, port: int) -> None:
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        bind = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"]
        self.station.spawn([gunicorn, "project.wsgi:application", *bind], "web")
        wait_for(self._web_answers, 30, "the web server")

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/live", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
