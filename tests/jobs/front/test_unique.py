"""Keys under which only one living job of a task may exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as some

from jobs.definition.policy import Policy
from jobs.definition.registry import Definition
from jobs.front.unique import unique_key


def book(*, call_id: Any, slot: Any = None) -> None: ...


def key(by: list[str] | Callable[..., str] | None, name: str = "toy", **arguments: Any) -> str | None:
    return unique_key(Definition(name, book, Policy(unique_by=by)), arguments)


def test_a_task_without_unique_by_runs_side_by_side_with_itself() -> None:
    assert key(None, call_id=1) is None


def test_the_named_arguments_make_the_key() -> None:
    assert key(["call_id"], call_id=1) == key(["call_id"], call_id=1, slot=5) == "toy:[1]"
    assert key(["call_id", "slot"], call_id=1, slot=date(2026, 11, 22)) == 'toy:[1,{"$date":"2026-11-22"}]'


def test_values_of_other_types_are_other_keys() -> None:
    values = [1, "1", None, "null", [1], date(2026, 11, 22), "2026-11-22"]
    assert len({key(["call_id"], call_id=value) for value in values}) == len(values)


def test_a_value_left_to_its_default_is_that_value() -> None:
    assert key(["call_id", "slot"], call_id=1) == key(["call_id", "slot"], call_id=1, slot=None)
    assert key(lambda call_id, slot: f"{call_id}-{slot}", call_id=1) == "toy:1-None"


def test_other_tasks_have_other_keys() -> None:
    assert key(["call_id"], call_id=1) != key(["call_id"], name="other", call_id=1)


@given(some.text(some.characters(), max_size=400), some.text(some.characters(), max_size=400))
def test_any_text_makes_a_key_of_its_own_that_can_be_stored(one: str, other: str) -> None:
    keys = [key(lambda call_id, **_: call_id, name="n" * 200, call_id=value) for value in (one, other)]
    assert (keys[0] == keys[1]) is (one == other)
    for found in keys:
        assert found is not None
        assert len(found) <= 300
        assert "\0" not in found
        assert found.encode()


@pytest.mark.parametrize("by", [["call_id"], lambda call_id, **_: call_id])
def test_long_values_that_begin_alike_are_different(by: Any) -> None:
    assert key(by, call_id="x" * 500 + "1") != key(by, call_id="x" * 500 + "2")
