"""Guards taken out, to see the tests that stand on them fail: `SABOTAGE` names which."""

from __future__ import annotations

import os
from typing import Any

from django.apps import AppConfig


class SabotageConfig(AppConfig):
    name = "tests.sabotage"

    def ready(self) -> None:
        match os.environ["SABOTAGE"]:
            case "reconciler":
                _no_reconciler()
            case "once":
                _no_once()


def _no_reconciler() -> None:
    """Nothing is pushed again, restored or freed; only delayed jobs still become due."""
    from jobs.upkeep import reap, reconcile, relay, restore

    relay.Relay.step = lambda self: 0  # type: ignore[method-assign]
    reconcile.reconcile = lambda queues: None
    reap.free_gone_neighbours = lambda: 0
    reap.free_expired = lambda is_patience_over: 0
    # Redis counts as filled even after a flush, else workers would wait for ever and nothing at all would be shown.
    restore.Restore.step = _only_the_epoch  # type: ignore[method-assign,assignment]


def _only_the_epoch(*_: Any) -> bool:
    from jobs.transport.repair import is_cold, set_epoch

    if is_cold():
        set_epoch()
    return False


def _no_once() -> None:
    """Every attempt calls the provider again."""
    from jobs.front import once as module

    def blindly(key: str, *, do: Any, **_: Any) -> Any:
        return do()

    module.once = blindly
