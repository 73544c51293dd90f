"""Counts over the whole ledger."""

from __future__ import annotations

from django.db.models import Count

from jobs.definition.states import State
from jobs.models import Effect, Job, Tally


def state_counts() -> dict[str, int]:
    """How many jobs stand in each state, exact; `succeeded` counts since the start of the ledger, pruned rows included."""
    found = dict(Job.objects.order_by().values_list("state").annotate(n=Count("pk")))
    counts = {state.value: found.get(state.value, 0) for state in State}
    counts[State.DEAD.value] = dead_letters()
    pruned = Tally.objects.filter(name=State.SUCCEEDED.value).values_list("total", flat=True).first()
    counts[State.SUCCEEDED.value] += pruned or 0
    return counts


def dead_letters(cap: int | None = None) -> int:
    """Dead jobs that await a decision; counting stops at `cap` + 1."""
    waiting = Job.objects.filter(dead_at__isnull=False)
    return waiting.count() if cap is None else waiting[: cap + 1].count()


def unknown_effects() -> int:
    """Outside effects of which nobody can tell whether they happened."""
    return Effect.objects.filter(state=Effect.State.UNKNOWN).count()
