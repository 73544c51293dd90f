"""What the child is doing, in memory that its parent sees without asking: it survives the child's death."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from uuid import UUID

# sequence, done, failed, job id, fence, deadline (boot time, seconds), queue
_LAYOUT = struct.Struct("=QQQ16sqd64s")
_NO_JOB = bytes(16)
_ATTEMPTS = 50


@dataclass(frozen=True, slots=True)
class Running:
    """The job in the child. fence is 0 between take and claim; deadline is when the parent kills."""

    job_id: UUID
    fence: int
    deadline: float
    queue: str


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
        job_id = running.job_id.bytes if running else _NO_JOB
        fence, deadline = (running.fence, running.deadline) if running else (0, 0.0)
        queue = running.queue.encode()[:64] if running else b""
        self._write(job_id, fence, deadline, queue)

    def count(self, *, failed: bool) -> None:
        """Child: one more job has ended."""
        self._done += 1
        self._failed += failed
        self.show(None)

    def carry_on(self) -> None:
        """Child, after a fork: count on from where the last child stood."""
        glance = self.look()
        self._sequence, self._done, self._failed = 0, glance.done, glance.failed
        self.show(None)

    def look(self) -> Glance:
        """Parent: what the child shows. A child that died while writing leaves its last numbers and no job."""
        for _ in range(_ATTEMPTS):
            before = bytes(self._memory[: _LAYOUT.size])
            sequence, done, failed, job_id, fence, deadline, queue = _LAYOUT.unpack(before)
            if sequence % 2 == 0 and before[:8] == bytes(self._memory[:8]):
                name = queue.rstrip(b"\0").decode("utf-8", "replace")
                running = Running(UUID(bytes=job_id), fence, deadline, name) if job_id != _NO_JOB else None
                return Glance(running, done, failed)
        return Glance(None, self._done, self._failed)

    def is_torn(self) -> bool:
        """Parent: whether the child died in the middle of a write."""
        return bool(_LAYOUT.unpack(self._memory[: _LAYOUT.size])[0] % 2)

    def _write(self, job_id: bytes, fence: int, deadline: float, queue: bytes) -> None:
        self._sequence += 1
        struct.pack_into("=Q", self._memory, 0, self._sequence)
        self._sequence += 1
        packed = _LAYOUT.pack(self._sequence - 1, self._done, self._failed, job_id, fence, deadline, queue)
        self._memory[: _LAYOUT.size] = packed
        struct.pack_into("=Q", self._memory, 0, self._sequence)
