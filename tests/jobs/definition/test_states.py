"""The one table of legal transitions."""

from __future__ import annotations

from itertools import product

import pytest

from jobs.definition.errors import IllegalTransition
from jobs.definition.states import FINAL, WAITING, State, check_transition

LEGAL = {
    "scheduled": "queued held cancelled dead",
    "queued": "running held cancelled dead",
    "running": "succeeded retrying scheduled queued held dead cancelled",
    "retrying": "queued held cancelled dead",
    "held": "queued cancelled dead",
    "succeeded": "",
    "dead": "queued cancelled",
    "cancelled": "",
}


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_only_what_the_table_names_is_legal(old: State, new: State) -> None:
    if new in LEGAL[old].split():
        check_transition(old, new)
        return
    with pytest.raises(IllegalTransition, match=f"from {old} to {new}") as caught:
        check_transition(old, new)
    assert (caught.value.old, caught.value.new) == (old, new)


def test_every_state_is_waiting_running_or_final() -> None:
    assert WAITING | FINAL | {State.RUNNING} == set(State)
    assert not WAITING & FINAL
