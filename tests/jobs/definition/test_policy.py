"""Options of a task: checked where the task is declared."""

from __future__ import annotations

from typing import Any

import pytest

from jobs.definition.backoff import Exponential, Steps
from jobs.definition.errors import InvalidOptions
from jobs.definition.policy import Policy, policy_from


def test_a_misspelt_option_is_named() -> None:
    with pytest.raises(InvalidOptions, match=r"unknown option retrys, timout;.*timeout"):
        policy_from({"retrys": 3, "timout": 5})


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("tries", 0),
        ("tries", "3"),
        ("tries", 2.5),
        ("timeout", 0),
        ("timeout", -1),
        ("timeout", "60"),
        ("timeout", float("nan")),
        ("version", 0),
        ("backoff", []),
        ("backoff", "30"),
        ("backoff", [-1]),
        ("fail_on", ["ValueError"]),
        ("unique_by", 7),
        ("queue", 7),
        ("queue", ""),
        ("on_dead", 7),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_the_options_name(option: str, value: Any) -> None:
    with pytest.raises(InvalidOptions, match=option):
        policy_from({option: value})


def test_every_wrong_option_is_reported_at_once() -> None:
    with pytest.raises(InvalidOptions, match=r"(?s)tries.*timeout"):
        policy_from({"tries": 0, "timeout": -1})


def test_lists_become_values_that_cannot_change() -> None:
    policy = policy_from({"backoff": [1, 2], "fail_on": [ValueError], "unique_by": ["event_id"]})
    assert (policy.backoff, policy.fail_on) == (Steps((1.0, 2.0)), (ValueError,))
    assert policy_from({"fail_on": ValueError}).fail_on == (ValueError,)
    assert policy_from({"backoff": Exponential(base=2)}).backoff == Exponential(base=2)


def test_what_a_task_leaves_open_comes_from_its_queue() -> None:
    assert Policy(tries=7).filled(tries=3, timeout=60.0) == Policy(tries=7, timeout=60.0)
    assert Policy(timeout=5.0).filled(tries=3, timeout=60.0) == Policy(tries=3, timeout=5.0)
