"""Jobs in the admin, with their attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from jobs.admin.job_filters import QueueFilter, StateFilter, TaskFilter
from jobs.admin.read_only import ReadOnlyAdmin, Row, console_link, uuid_in
from jobs.masking import redact
from jobs.models import Attempt, Job

if TYPE_CHECKING:
    AttemptTable = admin.TabularInline[Attempt, Job]
else:
    AttemptTable = admin.TabularInline


class AttemptInline(AttemptTable):
    """Every execution of the job, oldest first."""

    model = Attempt
    fields = ("number", "outcome", "worker", "started_at", "ended_at", "error_type", "error", "traceback")
    readonly_fields = fields
    ordering = ("number",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Attempts are part of their job: who may see the one may see the other."""
        return True


class JobPages(ReadOnlyAdmin[Row]):
    """Lists and pages of jobs: all of them, and dead letters."""

    exclude = ("arguments", "unique_key")
    readonly_fields = ("masked_arguments", "masked_unique_key", "job_page", "story_page")
    inlines = (AttemptInline,)
    search_fields = ("id",)  # makes the box appear; `get_search_results` says what it means
    search_help_text = "Id of a job or story, or the unique key of a job that has not ended."

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        search_term: str,
    ) -> tuple[QuerySet[Any], bool]:
        """Whole ids and keys only: each has an index, parts of them do not."""
        term = search_term.strip()
        if not term:
            return queryset, False
        known = uuid_in(term)
        if known is None:
            return queryset.filter(unique_key=term.replace("\0", ""), finished_at__isnull=True), False
        return queryset.filter(Q(pk=known) | Q(story_id=known)), False

    @admin.display(description="arguments")
    def masked_arguments(self, job: Job) -> str:
        return redact(job.arguments)

    @admin.display(description="unique key")
    def masked_unique_key(self, job: Job) -> str:
        return redact(job.unique_key or "")

    @admin.display(description="console")
    def job_page(self, job: Job) -> SafeString | str:
        return console_link("job", job.pk, "job")

    @admin.display(description="story")
    def story_page(self, job: Job) -> SafeString | str:
        return console_link("story", job.story_id, "story")


@admin.register(Job)
class JobAdmin(JobPages[Job]):
    """Every job in the ledger."""

    list_display = ("id", "task", "queue", "state", "attempt", "created_at", "finished_at", "job_page", "story_page")
    list_filter = (StateFilter, QueueFilter, TaskFilter)
    ordering = ("-id",)
