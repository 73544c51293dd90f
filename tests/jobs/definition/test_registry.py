"""Which tasks this code knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jobs.definition.errors import DuplicateTask, UnknownTask
from jobs.definition.policy import Policy
from jobs.definition.registry import Definition, all_definitions, forget, lookup, register, versions


@pytest.fixture(autouse=True)
def _leave_nothing_behind() -> Iterator[None]:
    yield
    forget("registry_toy")
    forget("another_toy")


def first() -> None: ...
def second() -> None: ...


def definition(function: Callable[..., Any] = first, name: str = "registry_toy", version: int = 1) -> Definition:
    return Definition(name, function, Policy(version=version))


def test_a_name_belongs_to_one_function() -> None:
    register(definition())
    with pytest.raises(DuplicateTask, match=r"first.*second"):
        register(definition(second))
    assert lookup("registry_toy").function is first


def test_a_module_may_be_loaded_twice() -> None:
    register(definition(version=1))
    register(definition(version=2))
    assert versions()["registry_toy"] == 2


def test_an_unknown_name_is_said_with_the_name() -> None:
    with pytest.raises(UnknownTask, match="'nobody'") as caught:
        lookup("nobody")
    assert caught.value.name == "nobody"


def test_definitions_come_by_name() -> None:
    register(definition())
    register(definition(second, "another_toy"))
    names = [found.name for found in all_definitions()]
    assert names == sorted(names)
    assert {"another_toy", "registry_toy"} <= set(names)
