"""System checks: found at start instead of by a worker at night."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobs.front.checks import check_tasks
from jobs.front.task import Task

Declare = Callable[..., Task[..., Any]]


def toy() -> None: ...


def messages() -> list[tuple[str | None, str]]:
    return [(found.id, found.msg) for found in check_tasks() if "toy" in found.msg]


def test_a_good_task_passes(declare: Declare) -> None:
    declare(toy, queue="low")
    declare(lambda: None, name="toy_too", on_dead="toy")
    assert messages() == []


def test_an_unknown_queue_is_found(declare: Declare) -> None:
    declare(toy, queue="fastest")
    assert messages() == [("jobs.E001", "task toy: unknown queue 'fastest'")]


@pytest.mark.parametrize("handler", ["toi", "toy.clean_up"])
def test_a_handler_that_does_not_exist_is_found(declare: Declare, handler: str) -> None:
    declare(toy, on_dead=handler)
    assert messages() == [("jobs.E002", f"task toy: on_dead names no task: {handler!r}")]


def test_a_name_that_the_ledger_cannot_store_is_found(declare: Declare) -> None:
    declare(toy, name="toy" * 70)
    assert [found for found, _ in messages()] == ["jobs.E003"]


def test_the_projects_own_tasks_pass() -> None:
    assert check_tasks() == []
