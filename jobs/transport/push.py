"""Hand committed jobs to Redis."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.handoff import Ready


def push(ready: Sequence[Ready]) -> None:
    """Placeholder until the scripts stand."""
