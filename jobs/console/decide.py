"""What staff decide, written with its audit row in one transaction; every refusal becomes a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from jobs.console.words import counted
from jobs.definition.errors import IllegalTransition, UniqueTaken
from jobs.front.audit import record_action
from jobs.ledger import decisions

BOUND = 100  # jobs per click
# An IntegrityError that reaches us: whoever held the unique key ended between the attempt and the look.
REFUSALS = (IllegalTransition, UniqueTaken, IntegrityError)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it: a sentence for the toast, and whether anything changed."""

    sentence: str
    changed: int


def retry_job(request: HttpRequest, job_id: UUID) -> Result:
    """The next attempt of a dead job."""
    return _one(request, "retry", job_id, decisions.retry, "Retried: it is queued with a fresh budget.")


def discard_job(request: HttpRequest, job_id: UUID) -> Result:
    """A dead job needs no further attempt."""
    by = request.user.get_username()
    return _one(request, "discard", job_id, lambda found: decisions.discard(found, f"by {by}"), "Discarded.")


def cancel_job(request: HttpRequest, job_id: UUID) -> Result:
    """A waiting job shall not run."""
    by = request.user.get_username()
    return _one(request, "cancel", job_id, lambda found: decisions.cancel(found, f"by {by}"), "Cancelled.")


def retry_group(request: HttpRequest, slug: str, job_ids: Sequence[UUID]) -> Result:
    """The next attempt of several dead jobs of one group."""
    return _many(request, "retry", slug, job_ids, decisions.retry, "retried")


def discard_group(request: HttpRequest, slug: str, job_ids: Sequence[UUID]) -> Result:
    """Several dead jobs of one group need no further attempt."""
    by = request.user.get_username()
    return _many(
        request, "discard", slug, job_ids, lambda found: decisions.discard(found, f"group, by {by}"), "discarded"
    )


def _one(request: HttpRequest, verb: str, job_id: UUID, decide: Callable[[UUID], None], done: str) -> Result:
    try:
        with transaction.atomic():
            decide(job_id)
            record_action(user=request.user, action=verb, target=f"job {job_id}", request=request)
    except REFUSALS as refusal:
        return Result(f"Not {_past(verb)}: {refusal_sentence(refusal)}", 0)
    return Result(done, 1)


def _many(
    request: HttpRequest, verb: str, slug: str, job_ids: Sequence[UUID], decide: Callable[[UUID], None], past: str
) -> Result:
    refusals: list[str] = []
    with transaction.atomic():
        for job_id in job_ids[:BOUND]:
            try:
                decide(job_id)
            except REFUSALS as refusal:
                refusals.append(refusal_sentence(refusal))
        changed = min(len(job_ids), BOUND) - len(refusals)
        detail = {"jobs": changed, "refused": len(refusals)}
        record_action(user=request.user, action=verb, target=f"group {slug}", detail=detail, request=request)
    sentence = f"{counted(changed, 'job')} {past}." if changed else f"Nothing was {past}."
    return Result(f"{sentence} {len(refusals)} not: {refusals[0]}" if refusals else sentence, changed)


def refusal_sentence(refusal: IllegalTransition | UniqueTaken | IntegrityError) -> str:
    """What stands in the way."""
    if isinstance(refusal, IntegrityError):
        return "another job held its unique key and has ended just now; try again."
    if isinstance(refusal, UniqueTaken):
        return f"job {refusal.holder.hex[-8:]} has the same unique key and has not ended."
    if refusal.old == "nothing":
        return "the ledger does not have this job any more."
    return f"it is {refusal.old} by now."


def _past(verb: str) -> str:
    return {"retry": "retried", "discard": "discarded", "cancel": "cancelled"}[verb]
