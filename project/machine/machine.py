"""One machine from the first process to the last: brings everything up, watches it, takes it down."""

from __future__ import annotations

import os
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from project.config.children import is_set
from project.machine import login, plan, ports, redis, stand_ins
from project.machine.child import Child
from project.machine.fleet import Fleet
from project.machine.run_file import RunFile
from project.machine.stop_sign import StopSign
from project.machine.terminal import Terminal

REDIS_SECONDS = 30.0  # a large append-only file takes a while to load
SANDBOX_SECONDS = 20.0
READY_SECONDS = 60.0
ROUND_SECONDS = 0.2
LOOPBACK = "127.0.0.1"
EXTRA_SECONDS = 10.0  # for what follows the worker, whose job may take the whole grace


class NotReady(Exception):
    """Something did not come up in its time."""


class Stopped(Exception):
    """A signal came before everything was up."""


class Machine:
    """Call `bring_up`, `watch`, and `take_down` in any case."""

    def __init__(self, folder: Path, terminal: Terminal, sign: StopSign) -> None:
        self._folder = folder
        self._terminal = terminal
        self._sign = sign
        self._fleet = Fleet(terminal)
        self._run_file = RunFile(folder)
        self._listener = ports.listen()
        self.url = f"http://{LOOPBACK}:{ports.port_of(self._listener)}"
        self.password: str | None = None
        self._variables: dict[str, str] = {}

    def bring_up(self) -> None:
        """Start everything in order; raises `NotReady` naming what did not come up, `Stopped` on a signal."""
        if redis.is_embedded():
            self._fleet.start(plan.redis_server(self._folder))
            log = self._folder / "redis" / "redis.log"
            self._until(redis.answers, REDIS_SECONDS, f"Redis did not start; {log} says why")
        self._prepare()
        self._variables = {} if is_set("PUBLIC_URL") else {"PUBLIC_URL": self.url}
        self._start_sandbox()
        self._fleet.start(plan.web(self._listener, self._variables))
        self._fleet.start(plan.worker(self._variables))
        self._fleet.start(plan.scheduler(self._variables))
        self._note()
        self._until(self._is_ready, READY_SECONDS, f"{self.url}/health/ready does not say that all is well")

    def watch(self) -> None:
        """Keep everything alive until a signal comes."""
        while not self._sign.wait(ROUND_SECONDS):
            self._look_after()

    def play_demo(self) -> bool:
        """Play one call, the other processes' calm lines left out meanwhile; whether its story came to its end."""
        self._terminal.quiet = True
        child = Child(plan.demo(self._variables), self._terminal.say)
        try:
            while child.exit_code() is None and not self._sign.wait(ROUND_SECONDS):
                self._look_after()
        finally:
            child.kill()
            child.wait(5)
            self._terminal.quiet = False
        return child.exit_code() == 0

    def take_down(self) -> None:
        """Stop everything: scheduler, worker, web, sandbox, Redis."""
        self._terminal.quiet = True
        self._fleet.stop(self._sign, settings.GRACE_SECONDS + EXTRA_SECONDS)
        self._listener.close()
        self._run_file.update(pids={})

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if settings.STATIC_ROOT:
            call_command("collectstatic", verbosity=0, interactive=False)
        self.password = login.ensure_login(self._run_file.get("password"))
        connections.close_all()

    def _start_sandbox(self) -> None:
        made_up = stand_ins.credentials(self._run_file.get("stand_ins") or {})
        self._variables |= made_up
        self._run_file.update(stand_ins=made_up)
        if not stand_ins.missing_providers():
            return
        file = plan.port_file(self._folder)
        file.unlink(missing_ok=True)
        self._fleet.start(plan.sandbox(self._folder, self._variables))
        self._until(file.exists, SANDBOX_SECONDS, "the sandbox did not start")
        port = int(file.read_text())
        self._fleet.restart_as(plan.sandbox(self._folder, self._variables, port))  # others know the address
        self._variables |= stand_ins.addresses(f"http://127.0.0.1:{port}")

    def _note(self) -> None:
        self._run_file.update(
            url=self.url,
            login=login.NAME,
            password=self.password,
            redis_url=settings.REDIS_URL if redis.is_embedded() else "",
            pids={"up": os.getpid(), **self._fleet.pids()},
        )

    def _look_after(self) -> None:
        if self._fleet.look_after():
            self._note()

    def _until(self, condition: Callable[[], bool], seconds: float, otherwise: str) -> None:
        deadline = monotonic() + seconds
        while not condition():
            if self._sign.wait(0.05):
                raise Stopped
            if monotonic() > deadline:
                raise NotReady(otherwise)
            self._fleet.look_after()

    def _is_ready(self) -> bool:
        connection = HTTPConnection(LOOPBACK, ports.port_of(self._listener), timeout=3)
        try:
            connection.request("GET", "/health/ready", headers={"Host": known_host()})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def known_host() -> str:
    """A host name that Django answers to: loopback's own where it may, else the first one allowed."""
    hosts = settings.ALLOWED_HOSTS
    return LOOPBACK if LOOPBACK in hosts or "*" in hosts or not hosts else hosts[0].lstrip(".")
