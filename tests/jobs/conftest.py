"""Fixtures of the engine's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from jobs import handoff
from jobs.definition import registry
from jobs.front.task import Task, task
from jobs.handoff import Ready


@pytest.fixture
def declare() -> Iterator[Callable[..., Task[..., Any]]]:
    """Declare a task for the length of one test: `declare(function, tries=3, name="toy")`."""
    declared: list[str] = []

    def _declare(function: Callable[..., Any], *, name: str = "toy", **options: Any) -> Task[..., Any]:
        declared.append(name)
        made: Task[..., Any] = task(name=name, **options)(function)
        return made

    yield _declare
    for name in declared:
        registry.forget(name)


@pytest.fixture
def handed_over() -> Iterator[list[Ready]]:
    """What the ledger hands to the transport, in order."""
    found: list[Ready] = []
    before = handoff._receiver

    def receive(ready: Sequence[Ready]) -> None:
        found.extend(ready)

    handoff.connect(receive)
    yield found
    handoff.connect(before)
