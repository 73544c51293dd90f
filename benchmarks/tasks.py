"""The job that does nothing."""

from __future__ import annotations

from jobs import task


@task(queue="default")
def no_op(number: int) -> None:
    """What remains is the engine."""
