"""Which call fails and how. The plan is a value; the same seed, key and ordinal give the same fault in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from threading import Lock
from typing import Any

KINDS = ("refuse", "refuse_503", "refuse_close", "refuse_429", "done_500", "done_drop", "done_late")
THIRD = 1 / 3


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """What goes wrong, and how often.

    `rate`: share of calls that fail, 0 to 1. `split`: weights of the kinds: `refuse` (one of 503 and a closed
    connection), `refuse_503`, `refuse_close`, `refuse_429` (nothing is done), `done_500` (done, 500 answered),
    `done_drop` (done, connection dropped), `done_late` (dropped now, done `late_seconds` later).
    `late_share_of_drop`: share of the `done_drop` that become `done_late`. `once_per_effect`: at most one fault for
    one effect key. `reads`: calls without an effect fail too (refused only). `latency`: seconds before every answer.
    `providers`: whom it concerns; empty means all.
    """

    rate: float = 0.0
    split: Mapping[str, float] = field(default_factory=lambda: {"refuse": THIRD, "done_500": THIRD, "done_drop": THIRD})
    late_share_of_drop: float = 0.0
    late_seconds: float = 8.0
    once_per_effect: bool = True
    reads: bool = False
    latency: float = 0.0
    retry_after: int = 1
    seed: int = 0
    providers: tuple[str, ...] = ()

    @classmethod
    def parse(cls, values: Any) -> FaultPlan:
        """The plan from JSON. Raises `ValueError` naming what it does not know.

        The late settings may also stand inside `split`.
        """
        if not isinstance(values, dict):
            raise ValueError("a JSON object is wanted")  # noqa: TRY004 - one error for every mistake in a plan
        flat = dict(values)
        split = dict(flat.pop("split", None) or {})
        flat.update({name: split.pop(name) for name in ("late_share_of_drop", "late_seconds") if name in split})
        if unknown := [*(set(flat) - set(cls.__dataclass_fields__)), *(set(split) - set(KINDS))]:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        if not 0 <= float(flat.get("rate", 0)) <= 1:
            raise ValueError("rate: between 0 and 1")
        if split and sum(split.values()) <= 0:
            raise ValueError("split: at least one positive weight")
        flat["providers"] = tuple(flat.get("providers", ()))
        plan = cls(**flat)
        return replace(plan, split=split) if split else plan

    def draw(self, key: str, ordinal: int) -> str | None:
        """The fault of the `ordinal`-th call with that key, or None."""
        dice = Random(f"{self.seed}:{key}:{ordinal}")  # noqa: S311 - chance that can be repeated, no secret
        if dice.random() >= self.rate:
            return None
        kind = dice.choices(list(self.split), list(self.split.values()))[0]
        if kind == "refuse":
            return dice.choice(("refuse_503", "refuse_close"))
        if kind == "done_drop" and dice.random() < self.late_share_of_drop:
            return "done_late"
        return kind


class Faults:
    """The plan in force, what it has done, and one-off faults that come before it."""

    def __init__(self, plan: FaultPlan | None = None) -> None:
        self.plan = plan or FaultPlan()
        self._lock = Lock()
        self._calls: Counter[str] = Counter()
        self._next: list[dict[str, Any]] = []
        self.injected: list[dict[str, str]] = []

    def use(self, plan: FaultPlan) -> None:
        """Put another plan in force. What was injected so far stays on record, and keys stay spent."""
        with self._lock:
            self.plan = plan

    def push(self, kind: str, *, provider: str = "", times: int = 1) -> None:
        """The next `times` matching effects get this fault, whatever the plan says. Raises `ValueError`."""
        if kind not in KINDS or kind == "refuse":
            raise ValueError(f"unknown: {kind}")
        with self._lock:
            self._next += [{"kind": kind, "provider": provider}] * times

    def for_effect(self, provider: str, key: str) -> str | None:
        """The fault for this call of an effect, or None."""
        with self._lock:
            kind = self._pushed(provider) or self._drawn(provider, key)
            if kind:
                self.injected.append({"provider": provider, "key": key, "kind": kind})
            return kind

    def for_read(self, provider: str, path: str) -> str | None:
        """The fault for a call without an effect: only ever a refusal."""
        with self._lock:
            if not self.plan.reads:
                return None
            drawn = self._drawn(provider, path)
            if drawn is None:
                return None
            kind = drawn if drawn.startswith("refuse") else "refuse_503"
            self.injected.append({"provider": provider, "key": path, "kind": kind})
            return kind

    def _pushed(self, provider: str) -> str | None:
        for index, fault in enumerate(self._next):
            if fault["provider"] in {"", provider}:
                return str(self._next.pop(index)["kind"])
        return None

    def _drawn(self, provider: str, key: str) -> str | None:
        if self.plan.providers and provider not in self.plan.providers:
            return None
        name = f"{provider}:{key}"
        if self.plan.once_per_effect and any(f["provider"] == provider and f["key"] == key for f in self.injected):
            return None
        self._calls[name] += 1
        return self.plan.draw(name, self._calls[name])
