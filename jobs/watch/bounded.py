"""A question that may never be answered, asked so that whoever asks gets an answer in time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class NoAnswer(Exception):
    """The question has not been answered within its time."""


class _Asking(Generic[Answer]):
    """One thread that asks. A thread that hangs cannot be ended, so it is a daemon and its answer is forgotten."""

    def __init__(self, question: Callable[[], Answer]) -> None:
        self._question = question
        self.began = monotonic()
        self.answer: Answer | None = None
        self.error: Exception | None = None
        self.ended_at: float | None = None
        self._thread = Thread(target=self._ask, name="probe", daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        try:
            self.answer = self._question()
        except Exception as error:  # noqa: BLE001  handed to whoever waits for the answer
            self.error = error
        self.ended_at = monotonic()

    def wait(self, seconds: float) -> Answer:
        self._thread.join(seconds)
        if self.ended_at is None:
            raise NoAnswer
        if self.error is not None:
            raise self.error
        return self.answer  # type: ignore[return-value]  # it ended without an error


class BoundedQuestion(Generic[Answer]):
    """At most one thread asks at a time, however often probes come; its answer serves for `reuse` seconds.

    A thread that has hung for `give_up` seconds is left alone and a new one asks, so that a connection which died
    without a word does not keep a process unready for ever.
    """

    def __init__(self, question: Callable[[], Answer], *, reuse: float = 0.5, give_up: float = 60.0) -> None:
        self._question = question
        self._reuse = reuse
        self._give_up = give_up
        self._lock = Lock()
        self._asking: _Asking[Answer] | None = None

    def ask(self, seconds: float) -> Answer:
        """The answer, or what the question raised, or `NoAnswer` after `seconds`."""
        with self._lock:
            if self._asking is None or self._is_stale(self._asking):
                self._asking = _Asking(self._question)
            asking = self._asking
        return asking.wait(seconds)

    def _is_stale(self, asking: _Asking[Answer]) -> bool:
        if asking.ended_at is None:
            return monotonic() - asking.began > self._give_up
        return monotonic() - asking.ended_at > self._reuse
