"""Fork the child, tell it to stop, kill it, learn of its death."""

from __future__ import annotations

import ctypes
import logging
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.db import connections

from jobs.transport.client import forget_connections

logger = logging.getLogger(__name__)

STOPS = (signal.SIGTERM, signal.SIGINT)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Nursery:
    """At most one child at a time. The parent holds no connection while it forks: nothing is shared by accident."""

    def __init__(self, work: Callable[[], int]) -> None:
        self._work = work
        self.pid: int | None = None

    def start(self) -> None:
        """Fork a child that runs `work` and exits with what it returns."""
        connections.close_all()
        forget_connections()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        with stops_held_back():
            self.pid = os.fork() or None
            if self.pid is None:
                self._live_as_child(parent)

    def poll(self) -> int | None:
        """The exit code of a child that has ended (negative: the signal), else `None`."""
        if self.pid is None:
            return None
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return None
        self.pid = None
        return os.waitstatus_to_exitcode(status)

    def send(self, number: signal.Signals) -> None:
        """Signal the child, if there is one."""
        if self.pid is not None:
            os.kill(self.pid, number)

    def _live_as_child(self, parent: int) -> NoReturn:
        code = 1
        try:
            code = self._be_child(parent)
        finally:
            os._exit(code)  # whatever happened: two processes must not go on as the parent

    def _be_child(self, parent: int) -> int:
        try:
            _die_with(parent)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            random.seed()
            return self._work()
        except BaseException:
            logger.exception("the child of a worker failed")
            return 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()


@contextmanager
def stops_held_back() -> Iterator[None]:
    """A stop that arrives while the child is made waits until the child has its own ears for it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hear_stops() -> None:
    """In the child, when it knows what to do about a stop."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def _die_with(parent: int) -> None:
    """Be killed when the parent dies: an orphan would go on applying effects that nobody watches."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it died before the kernel knew
