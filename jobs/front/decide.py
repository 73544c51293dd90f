"""What a person decides about jobs: each decision and its audit row in one transaction, each refusal a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from jobs.definition.errors import IllegalTransition, UniqueTaken
from jobs.front.audit import record_action
from jobs.ledger import decisions

User = AbstractBaseUser | AnonymousUser | None
# An IntegrityError that reaches us: whoever held the unique key ended between the attempt and the look.
REFUSALS = (IllegalTransition, UniqueTaken, IntegrityError)


class Verb(StrEnum):
    """What can be decided. The permission is `jobs.<verb>_job`."""

    RETRY = "retry"
    DISCARD = "discard"
    CANCEL = "cancel"

    @property
    def permission(self) -> str:
        return f"jobs.{self.value}_job"

    @property
    def past(self) -> str:
        return {"retry": "retried", "discard": "discarded", "cancel": "cancelled"}[self.value]


_DEEDS: dict[Verb, Callable[[UUID, str], None]] = {
    Verb.RETRY: lambda job_id, _why: decisions.retry(job_id),
    Verb.DISCARD: decisions.discard,
    Verb.CANCEL: decisions.cancel,
}


def decide(verb: Verb, job_id: UUID, *, user: User, why: str = "", request: HttpRequest | None = None) -> str:
    """Do it and write who did. Returns why it was refused, and then nothing is written; "" when it was done."""
    try:
        with transaction.atomic():
            _DEEDS[verb](job_id, why or _by(user))
            detail = {"why": why} if why else {}
            record_action(user=user, action=verb.value, target=f"job {job_id}", detail=detail, request=request)
    except REFUSALS as refusal:
        return _sentence(refusal)
    return ""


def decide_each(
    verb: Verb, job_ids: Iterable[UUID], *, user: User, why: str = "", request: HttpRequest | None = None
) -> dict[UUID, str]:
    """`decide` for every id, an audit row each; what was refused, each with a sentence that names the job."""
    refused: dict[UUID, str] = {}
    for job_id in job_ids:
        if sentence := decide(verb, job_id, user=user, why=why, request=request):
            refused[job_id] = f"Job {job_id} was not {verb.past}: {sentence}"
    return refused


def decide_together(verb: Verb, job_ids: Iterable[UUID], target: str, *, request: HttpRequest) -> dict[UUID, str]:
    """One decision about several jobs with one audit row about `target`; what was refused, each with why."""
    refused: dict[UUID, str] = {}
    changed = 0
    with transaction.atomic():
        for job_id in job_ids:
            try:
                _DEEDS[verb](job_id, _by(request.user))
                changed += 1
            except REFUSALS as refusal:
                refused[job_id] = _sentence(refusal)
        detail = {"jobs": changed, "refused": len(refused)}
        record_action(user=request.user, action=verb.value, target=target, detail=detail, request=request)
    return refused


def _by(user: User) -> str:
    return f"by {user.get_username() if user is not None and user.is_authenticated else 'command line'}"


def _sentence(refusal: IllegalTransition | UniqueTaken | IntegrityError) -> str:
    """What stands in the way. A unique key is not told: it may hold a phone number."""
    if isinstance(refusal, IntegrityError):
        return "another job held its unique key and has ended just now; try again."
    if isinstance(refusal, UniqueTaken):
        return f"job {refusal.holder} has the same unique key and has not ended."
    if refusal.old == "nothing":
        return "the ledger does not have it."
    return f"it is {refusal.old}."
