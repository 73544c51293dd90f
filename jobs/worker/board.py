"""What the child is doing, in memory that its parent sees without asking: it survives the child's death."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from uuid import UUID

# sequence, done, failed, job id, next job id, fence, deadline (boot time, seconds), queue
_LAYOUT = struct.Struct("=QQQ16s16sqd64s")
_NO_JOB = bytes(16)
_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Running:
    """The job in the child. fence is 0 until it starts; deadline is when the parent kills.

    next_id: the job that is being claimed while this one's end is written; like one with fence 0 it has not started,
    so it is not to be blamed for the child's death.
    """

    job_id: UUID
    fence: int
    deadline: float
    queue: str
    next_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Glance:
    """One consistent look."""

    running: Running | None
    done: int
    failed: int


class Board:
    """Written by one child, read by one parent. The sequence is odd while a write is under way."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _LAYOUT.size)
        self._sequence = self._done = self._failed = 0

    def show(self, running: Running | None) -> None:
        """Child: this is what runs now."""
        if running is None:
            self._write(_NO_JOB, _NO_JOB, 0, 0.0, b"")
            return
        next_id = running.next_id.bytes if running.next_id else _NO_JOB
        self._write(running.job_id.bytes, next_id, running.fence, running.deadline, running.queue.encode()[:64])

    def count(self, *, failed: bool, then: Running | None = None) -> None:
        """Child: one more job has ended, `then` is what comes next."""
        self._done += 1
        self._failed += failed
        self.show(then)

    def carry_on(self) -> None:
        """Child, after a fork: count on from where the last child stood."""
        glance = self.look()
        self._sequence, self._done, self._failed = 0, glance.done, glance.failed
        self.show(None)

    def look(self) -> Glance:
        """Parent: what the child shows. A child that died while writing leaves its last numbers and no job."""
        for _ in range(_ATTEMPTS):
            before = bytes(self._memory[: _LAYOUT.size])
            sequence, done, failed, *job = _LAYOUT.unpack(before)
            if sequence % 2 == 0 and before[:8] == bytes(self._memory[:8]):
                return Glance(_running(*job), done, failed)
        return Glance(None, self._done, self._failed)

    def is_torn(self) -> bool:
        """Parent: whether the child died in the middle of a write."""
        return bool(_LAYOUT.unpack(self._memory[: _LAYOUT.size])[0] % 2)

    def _write(self, *job: bytes | float) -> None:
        self._sequence += 1
        struct.pack_into("=Q", self._memory, 0, self._sequence)
        self._sequence += 1
        packed = _LAYOUT.pack(self._sequence - 1, self._done, self._failed, *job)
        self._memory[: _LAYOUT.size] = packed
        struct.pack_into("=Q", self._memory, 0, self._sequence)


def _running(job_id: bytes, next_id: bytes, fence: int, deadline: float, queue: bytes) -> Running | None:
    if job_id == _NO_JOB:
        return None
    following = UUID(bytes=next_id) if next_id != _NO_JOB else None
    return Running(UUID(bytes=job_id), fence, deadline, queue.rstrip(b"\0").decode("utf-8", "replace"), following)
