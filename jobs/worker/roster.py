"""The queues a child serves, written by its parent: its own, then orphans it has adopted."""

from __future__ import annotations

import mmap
from collections.abc import Sequence

_SLOT = 2048


class Roster:
    """Two slots and one byte that says which counts: a reader never sees half a list."""

    def __init__(self, queues: Sequence[str]) -> None:
        self._memory = mmap.mmap(-1, 1 + 2 * _SLOT)
        self.write(queues)

    def write(self, queues: Sequence[str]) -> None:
        """Parent: the list from now on. Names beyond 2 KiB are left out."""
        slot = 1 - self._memory[0]
        text = ",".join(queues).encode()[:_SLOT].ljust(_SLOT, b"\0")
        self._memory[1 + slot * _SLOT : 1 + (slot + 1) * _SLOT] = text
        self._memory[0] = slot

    def read(self) -> list[str]:
        """Child: the list now."""
        start = 1 + self._memory[0] * _SLOT
        return bytes(self._memory[start : start + _SLOT]).rstrip(b"\0").decode().split(",")
