"""`once`: an effect at a provider that happens once, whatever dies in between.

The effect's row commits before the call. Whoever finds a row without an outcome waits until the first call can no
longer be under way and what it set off has settled, then looks at the provider, and calls again only when the effect
is certainly absent.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from jobs.context import RunContext, boottime, current
from jobs.definition.errors import LeaseLost, SignalboxError
from jobs.definition.outcomes import Fail, Release
from jobs.front.guard import forbid_transaction
from jobs.ledger import effects
from jobs.masking import redact

Json = Any
SETTLING_SECONDS = 10.0
LATEST_START_SECONDS = 1.0
_MARGIN = 0.25  # the wait is rounded to milliseconds on its way through the database


class EffectUnknown(Fail):
    """Nobody can tell whether the effect happened; it is marked for a person and never repeated blindly."""

    def __init__(self, key: str) -> None:
        super().__init__(f"nobody can tell whether {key} happened; look at the provider and decide")
        self.key = key


class CannotTell(SignalboxError):
    """Raised by a `find` that looked and cannot be sure that the effect is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    key: str
    do: Callable[[], Json]
    find: Callable[[], Json | None] | None
    total_timeout: float
    settle: float
    run: RunContext

    @property
    def seconds(self) -> float:
        return self.total_timeout + self.settle


def once(
    key: str,
    *,
    do: Callable[[], Json],
    find: Callable[[], Json | None] | None = None,
    total_timeout: float,
    settle: float = SETTLING_SECONDS,
) -> Json:
    """Make the effect named `key` happen once and return what it gave (JSON), now or the first time.

    key: business object and verb, `appointment:42:book`; shared by retries, replays and re-runs. do: makes the call;
    an exception with `ambiguous = False` says that it certainly had no effect. find: looks at the provider, returns
    what `do` would have returned, `None` when certainly absent, or raises `CannotTell`. total_timeout: seconds after
    which `do` has certainly ended. settle: seconds within which what it set off has become visible.

    Raises `Release` while an earlier call may still take effect, `EffectUnknown`, `LeaseLost`,
    `CallInsideTransaction`, and whatever `do` and `find` raise.
    """
    forbid_transaction(f"once({key})")
    run = current()
    if run is None:
        raise SignalboxError(f"once({key!r}) outside a job: nothing would repeat it")
    effect = _Effect(key=key, do=do, find=find, total_timeout=total_timeout, settle=settle, run=run)
    found = effects.find(key)
    return _begin(effect) if found is None else _resume(effect, found)


def _begin(effect: _Effect) -> Json:
    run, token, began = effect.run, uuid4(), boottime()
    if effects.begin(effect.key, token, effect.seconds, job_id=run.job_id, fence=run.fence, story_id=run.story_id):
        return _call(effect, token, began)
    found = effects.find(effect.key)
    if found is None:
        raise LeaseLost(f"job {run.job_id} is no longer this worker's")
    return _resume(effect, found)


def _resume(effect: _Effect, found: effects.EffectRow) -> Json:
    match found.state:
        case "done":
            return json.loads(found.result)
        case "unknown":
            raise EffectUnknown(effect.key)
        case "refused":
            return _call_again(effect, found)
    if found.wait > 0:
        raise Release(found.wait + _MARGIN, f"an earlier call of {effect.key} may still take effect")
    return _look(effect, found)


def _look(effect: _Effect, found: effects.EffectRow) -> Json:
    try:
        result = effect.find() if effect.find else _cannot_tell()
    except CannotTell as error:
        effects.unknown(effect.key, found.token, str(error))
        raise EffectUnknown(effect.key) from error
    if result is None:
        return _call_again(effect, found)
    effects.done(effect.key, found.token, json.dumps(result))
    return result


def _call_again(effect: _Effect, found: effects.EffectRow) -> Json:
    run, token, began = effect.run, uuid4(), boottime()
    if not effects.begin_again(effect.key, found.token, token, effect.seconds, job_id=run.job_id, fence=run.fence):
        if not effects.has_lease(run.job_id, run.fence):
            raise LeaseLost(f"job {run.job_id} is no longer this worker's")
        raise Release(effect.seconds, f"another job is calling {effect.key}")
    return _call(effect, token, began)


def _call(effect: _Effect, token: Any, began: float) -> Json:
    _check_clock(effect, began)
    try:
        result = effect.do()
    except Exception as error:
        message = redact(f"{type(error).__name__}: {error}")
        if getattr(error, "ambiguous", True):
            effects.wait_at_least(effect.key, token, effect.settle, message)
        else:
            effects.refused(effect.key, token, message)
        raise
    effects.done(effect.key, token, json.dumps(result))
    return result


def _check_clock(effect: _Effect, began: float) -> None:
    """Between the row's commit and the call no time may pass: those who wait count from the row.

    A machine that slept just here must not call. Like any call without an answer this one is looked up later.
    """
    if boottime() - began > LATEST_START_SECONDS:
        raise Release(effect.seconds + _MARGIN, f"too much time passed before the call of {effect.key}")


def _cannot_tell() -> Json:
    raise CannotTell("the provider offers no way to look the effect up")
