"""The job that does nothing."""

from __future__ import annotations


def no_op(number: int) -> None:
    """What remains is the engine."""
