"""What a person decides about jobs: each decision and its audit row in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.http import HttpRequest

from jobs.definition.errors import IllegalTransition, UniqueTaken
from jobs.front.audit import record_action
from jobs.ledger import decisions

User = AbstractBaseUser | AnonymousUser | None


class Verb(StrEnum):
    """What can be decided. The permission is `jobs.<verb>_job`."""

    RETRY = "retry"
    DISCARD = "discard"
    CANCEL = "cancel"

    @property
    def permission(self) -> str:
        return f"jobs.{self.value}_job"


_DEEDS: dict[Verb, Callable[[UUID, str], None]] = {
    Verb.RETRY: lambda job_id, _why: decisions.retry(job_id),
    Verb.DISCARD: decisions.discard,
    Verb.CANCEL: decisions.cancel,
}


def decide(verb: Verb, job_id: UUID, *, user: User, why: str = "", request: HttpRequest | None = None) -> None:
    """Do it and write who did; raises `IllegalTransition` or `UniqueTaken`, and then nothing is written."""
    by = user.get_username() if user is not None and user.is_authenticated else "command line"
    with transaction.atomic():
        _DEEDS[verb](job_id, why or f"by {by}")
        detail = {"why": why} if why else {}
        record_action(user=user, action=verb.value, target=f"job {job_id}", detail=detail, request=request)


def decide_each(
    verb: Verb, job_ids: Iterable[UUID], *, user: User, why: str = "", request: HttpRequest | None = None
) -> dict[UUID, str]:
    """`decide` for every id; what was refused, each with the reason as a sentence that names the job."""
    refused: dict[UUID, str] = {}
    for job_id in job_ids:
        try:
            decide(verb, job_id, user=user, why=why, request=request)
        except (IllegalTransition, UniqueTaken) as refusal:
            refused[job_id] = f"Job {job_id}: {_sentence(verb, refusal)}"
    return refused


def _sentence(verb: Verb, refusal: IllegalTransition | UniqueTaken) -> str:
    if isinstance(refusal, UniqueTaken):
        return f"cannot {verb} it while job {refusal.holder} holds its unique key {refusal.key!r}."
    if refusal.old == "nothing":
        return "the ledger does not have it."
    return f"cannot {verb} it, it is {refusal.old}."
