"""Attempts in the admin: what every execution of every job came to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from jobs.admin.read_only import NEWEST, ReadOnlyAdmin, console_link, newest, uuid_in
from jobs.definition.states import Ending
from jobs.models import Attempt


class OutcomeFilter(admin.SimpleListFilter):
    """No index serves outcomes: looked for among the newest."""

    title = f"outcome (of the newest {NEWEST:,})"
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(ending.value, ending.value) for ending in Ending]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return newest(queryset.filter(outcome=self.value())) if self.value() else queryset


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin[Attempt]):
    """Newest first."""

    list_display = ("id", "job_page", "number", "outcome", "worker", "started_at", "ended_at", "short_error")
    list_filter = (OutcomeFilter,)
    ordering = ("-id",)
    exclude = ("job",)
    readonly_fields = ("job_page",)
    search_fields = ("job_id",)  # makes the box appear; `get_search_results` says what it means
    search_help_text = "The id of a job."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        """Without the tracebacks, up to 16 KiB a row: the page of one attempt reads its own."""
        return super().get_queryset(request).defer("traceback")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Whole ids only: they have an index, parts of them do not."""
        if not search_term.strip():
            return queryset, False
        known = uuid_in(search_term)
        return queryset.filter(job_id=known) if known else queryset.none(), False

    @admin.display(description="error")
    def short_error(self, attempt: Attempt) -> str:
        return attempt.error[:120]

    @admin.display(description="job")
    def job_page(self, attempt: Attempt) -> SafeString | str:
        return console_link("job", attempt.job_id, str(attempt.job_id))
