"""What staff decide with a button, told in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from jobs.console.words import counted
from jobs.front.decide import Verb, decide, decide_together

BOUND = 100  # jobs per click
DONE = {
    Verb.RETRY: "Retried: it is queued with a fresh budget.",
    Verb.DISCARD: "Discarded.",
    Verb.CANCEL: "Cancelled.",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: a sentence for the toast, and whether anything changed."""

    sentence: str
    changed: int


def decide_job(request: HttpRequest, verb: Verb, job_id: UUID) -> Result:
    """One job."""
    refused = decide(verb, job_id, user=request.user, request=request)
    return Result(f"Not {verb.past}: {refused}", 0) if refused else Result(DONE[verb], 1)


def decide_group(request: HttpRequest, verb: Verb, slug: str, job_ids: Sequence[UUID]) -> Result:
    """Several dead jobs of one group, at most `BOUND`."""
    chosen = job_ids[:BOUND]
    refused = decide_together(verb, chosen, f"group {slug}", request=request)
    changed = len(chosen) - len(refused)
    sentence = f"{counted(changed, 'job')} {verb.past}." if changed else f"Nothing was {verb.past}."
    reasons = list(refused.values())
    return Result(f"{sentence} {len(reasons)} not: {reasons[0]}" if reasons else sentence, changed)
