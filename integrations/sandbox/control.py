"""The sandbox's own resources under `/_sandbox/`: what was done, what goes wrong, what was asked."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict
from typing import Any

from integrations.sandbox.effects import EffectLog
from integrations.sandbox.faults import FaultPlan, Faults
from integrations.sandbox.wire import Ask, Reply

REMEMBERED_REQUESTS = 2000


class Control:
    """`GET effects[?kind=&provider=]`, `GET|POST|DELETE faults`, `POST faults/next`, `GET requests`, `GET health`."""

    name = "_sandbox"
    prefix = "/_sandbox/"

    def __init__(self, log: EffectLog, faults: Faults) -> None:
        self._log = log
        self._faults = faults
        self.requests: deque[dict[str, Any]] = deque(maxlen=REMEMBERED_REQUESTS)

    def answer(self, ask: Ask) -> Reply:
        """Answer a request under `/_sandbox/`."""
        what = ask.path.removeprefix(self.prefix).strip("/")
        if what == "health":
            return Reply(200, {"status": "ok"})
        if what == "effects":
            found = self._log.lines(ask.query.get("kind", ""), ask.query.get("provider", ""))
            return Reply(200, {"effects": found, "counts": self._log.counts()})
        if what == "requests":
            return Reply(200, {"requests": list(self.requests)})
        if what in {"faults", "faults/next"}:
            return self._change_faults(ask, what)
        return self.error(404, ask)

    def error(self, status: int, ask: Ask) -> Reply:
        """An error in one line."""
        return Reply(status, {"error": f"{ask.method} {ask.path}"})

    def remember(self, ask: Ask, provider: str, status: int | None, fault: str | None) -> None:
        """Keep a provider's request for `GET requests`, without its credentials."""
        headers = dict(ask.headers)
        if "authorization" in headers:
            headers["authorization"] = headers["authorization"].partition(" ")[0]
        self.requests.append(
            {
                "provider": provider,
                "method": ask.method,
                "path": ask.path,
                "query": dict(ask.query),
                "headers": headers,
                "body": ask.body.decode("utf-8", "replace"),
                "status": status,
                "fault": fault,
            }
        )

    def _change_faults(self, ask: Ask, what: str) -> Reply:
        try:
            if what == "faults/next":
                self._faults.push(**ask.json())
            elif ask.method == "POST":
                self._faults.use(FaultPlan.parse(ask.json()))
            elif ask.method == "DELETE":
                self._faults.use(FaultPlan())
        except (ValueError, TypeError) as error:
            return Reply(400, {"error": str(error)})
        return Reply(200, {"plan": asdict(self._faults.plan), "injected": list(self._faults.injected)})
