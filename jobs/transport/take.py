"""A worker takes ids: one script gives back the last job and takes the next; idle workers wait on tokens."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from jobs.transport import keys
from jobs.transport.away import transport_errors
from jobs.transport.client import WAIT_SECONDS, worker_client
from jobs.transport.line import Line
from jobs.transport.push import rq_time


@dataclass(frozen=True, slots=True)
class Taken:
    """An id now in this worker's in-flight list. Foreign ids look like anything."""

    queue: str
    rq_id: str


class Answer(Enum):
    """Why nothing was taken."""

    EMPTY = "empty"
    COLD = "cold"  # Redis was emptied: wait for the restore


class Taker:
    """Takes for one worker from its queues in order. Every method raises `TransportAway`."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._last: tuple[str | bytes, str | bytes] = ("", "")  # as Redis has them: id and queue
        self._keys = [keys.EPOCH, keys.in_flight(worker), keys.PRESENT, keys.SUSPENDED, keys.worker(worker)]
        self._keys.append(keys.executions_of(worker))
        self._line = Line(worker_client(), "take")
        self._early: Taken | None = None
        self._asked = False

    def ask_early(self, queues: Sequence[str]) -> None:
        """Ask for the next id before the end of the last job is written: its claim can then share that commit.

        It gives back the last id, which is safe: the ledger still says that it runs. Redis looks meanwhile.
        """
        self._ask(queues)
        self._asked = True

    def take_early(self) -> Taken | None:
        """What the next `take` will return, if there is something; `None` too when nothing was asked for."""
        if not self._asked:
            return None
        self._asked = False
        taken = self._answer()
        self._early = taken if isinstance(taken, Taken) else None
        return self._early

    def take(self, queues: Sequence[str]) -> Taken | Answer:
        """Give back what was taken before and take the next id."""
        early, self._early = self._early or self.take_early(), None
        if early is not None:
            return early
        self._ask(queues)
        return self._answer()

    def _ask(self, queues: Sequence[str]) -> None:
        arguments = [keys.PREFIX, self._worker, rq_time(), int(time.time()), *self._last, *queues]
        self._line.ask(self._keys, arguments)

    def _answer(self) -> Taken | Answer:
        answer = self._line.answer()
        if not isinstance(answer, list):
            self._last = ("", "")
            return Answer.COLD if answer == b"cold" else Answer.EMPTY
        queue, rq_id = answer
        self._last = (rq_id, queue)
        return Taken(queue.decode(), rq_id.decode("utf-8", "replace"))

    def wait(self, queues: Sequence[str]) -> None:
        """Block until something was pushed to one of the queues, at most a second."""
        with transport_errors():
            worker_client().blpop([keys.wake(queue) for queue in queues], timeout=WAIT_SECONDS)
