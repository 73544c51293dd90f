"""Failed jobs (dead letters) in the admin: a person retries or discards them, one by one or many at once."""

from __future__ import annotations

from itertools import islice

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from jobs.admin.job import JobPages
from jobs.admin.job_filters import QueueFilter, TaskFilter
from jobs.front.decide import Verb, decide_each
from jobs.models import FailedJob

MOST_AT_ONCE = 1000
MOST_TOLD = 10


@admin.register(FailedJob)
class FailedJobAdmin(JobPages[FailedJob]):
    """The list of what awaits a decision, newest death first."""

    list_display = ("id", "task", "queue", "error_type", "short_error", "reason", "attempt", "dead_at", "job_page")
    list_filter = (QueueFilter, TaskFilter)
    ordering = ("-dead_at", "-id")
    actions = ("retry", "discard")

    @admin.display(description="error")
    def short_error(self, job: FailedJob) -> str:
        return job.error[:120]

    @admin.action(description="Retry with a fresh budget", permissions=["retry_job"])
    def retry(self, request: HttpRequest, queryset: QuerySet[FailedJob]) -> None:
        self._decide(Verb.RETRY, request, queryset)

    @admin.action(description="Discard: no further attempt", permissions=["discard_job"])
    def discard(self, request: HttpRequest, queryset: QuerySet[FailedJob]) -> None:
        self._decide(Verb.DISCARD, request, queryset)

    def has_retry_job_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(Verb.RETRY.permission)

    def has_discard_job_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(Verb.DISCARD.permission)

    def _decide(self, verb: Verb, request: HttpRequest, queryset: QuerySet[FailedJob]) -> None:
        ids = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        chosen = ids[:MOST_AT_ONCE]
        refused = decide_each(verb, chosen, user=request.user, request=request)
        self.message_user(request, f"{len(chosen) - len(refused)} of {len(chosen)} jobs {verb.past}.")
        for sentence in islice(refused.values(), MOST_TOLD):
            self.message_user(request, sentence, messages.ERROR)
        if len(refused) > MOST_TOLD:
            self.message_user(request, f"{len(refused) - MOST_TOLD} more were refused.", messages.ERROR)
        if len(ids) > MOST_AT_ONCE:
            self.message_user(request, f"Only {MOST_AT_ONCE} at once: do it again for the rest.", messages.WARNING)
