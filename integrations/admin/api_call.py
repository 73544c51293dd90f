"""The call log in the admin: to be read and searched, never changed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from integrations.admin.read_only import ReadOnlyAdmin
from integrations.models import ApiCall


@admin.register(ApiCall)
class ApiCallAdmin(ReadOnlyAdmin[ApiCall]):
    """Written by the HTTP client alone."""

    list_display = ("started_at", "provider", "method", "url", "status", "outcome", "duration_ms", "error")
    list_filter = ("provider", "outcome")
    search_fields = ("=job_id", "=story_id", "error")
    search_help_text = "Id of a job or a story, or part of an error"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiCall]:
        """Without the bodies, up to 32 KiB a row: the page of one call reads its own."""
        return super().get_queryset(request).defer("request", "response")
