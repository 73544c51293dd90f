"""The sandbox's HTTP server: routes to a provider, lets faults happen, answers."""

from __future__ import annotations

import json
import socket
import sys
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Timer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from integrations.sandbox.control import Control
from integrations.sandbox.faults import Faults
from integrations.sandbox.wire import Ask, Effect, Provider, Reply

MAX_BODY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a request can reach."""

    providers: tuple[Provider, ...]
    control: Control
    faults: Faults

    def reply(self, ask: Ask, pause: Event) -> Reply | None:
        """The answer to `ask`; None means: close the connection without one. `pause` ends waits at shutdown."""
        if ask.path.startswith(self.control.prefix):
            return self.control.answer(ask)
        provider = next((one for one in self.providers if ask.path.startswith(one.prefix)), None)
        if provider is None:
            return self.control.error(404, ask)
        if latency := self.faults.plan.latency:
            pause.wait(latency)
        reply, fault = self._with_faults(provider, ask)
        self.control.remember(ask, provider.name, reply.status if reply else None, fault)
        return reply

    def _with_faults(self, provider: Provider, ask: Ask) -> tuple[Reply | None, str | None]:
        found = provider.answer(ask)
        if isinstance(found, Reply):
            fault = self.faults.for_read(provider.name, ask.path) if ask.method == "GET" else None
            return (self._refused(provider, ask, fault) if fault else found), fault
        fault = self.faults.for_effect(provider.name, found.key)
        if fault is None:
            return found.apply(), None
        if fault.startswith("refuse"):
            return self._refused(provider, ask, fault), fault
        return self._done(provider, ask, found, fault), fault

    def _refused(self, provider: Provider, ask: Ask, fault: str) -> Reply | None:
        if fault == "refuse_close":
            return None
        if fault == "refuse_429":
            wait = str(self.faults.plan.retry_after)
            names = {"calcom": "X-RateLimit-Reset-Default"}
            refused = provider.error(429, ask)
            return Reply(429, refused.body, {names.get(provider.name, "Retry-After"): wait})
        return provider.error(503, ask)

    def _done(self, provider: Provider, ask: Ask, effect: Effect, fault: str) -> Reply | None:
        if fault == "done_late":
            late = Timer(self.faults.plan.late_seconds, effect.apply)
            late.daemon = True
            late.start()
            return None
        effect.apply()
        return provider.error(500, ask) if fault == "done_500" else None


class SandboxServer(ThreadingHTTPServer):
    """Listens on loopback only. `stopping` is set when it goes down."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, desk: Desk) -> None:
        self.desk = desk
        self.stopping = Event()
        super().__init__(("127.0.0.1", port), SandboxHandler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up or are killed are what the sandbox is for; anything else is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:<port>`: the base URL of every provider in it."""
        return f"http://127.0.0.1:{self.server_port}"


class SandboxHandler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: SandboxServer
    timeout = 30

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Nothing: `GET /_sandbox/requests` shows them."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY:
            self._send(Reply(413, {"error": "too large"}))
            self.close_connection = True
            return
        reply = self.server.desk.reply(self._ask(length), self.server.stopping)
        if reply is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(reply)

    def _ask(self, length: int) -> Ask:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Ask(self.command, parts.path, query, headers, self.rfile.read(length))

    def _send(self, reply: Reply) -> None:
        body = json.dumps(reply.body, ensure_ascii=False).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
