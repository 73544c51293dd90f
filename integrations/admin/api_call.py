"""The call log in the admin: to be read and searched, never changed."""

# ruff: noqa: ARG002 - the signatures are Django's
from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from integrations.models import ApiCall


@admin.register(ApiCall)
class ApiCallAdmin(admin.ModelAdmin[ApiCall]):
    """Read-only: the HTTP client writes it, retention deletes it."""

    list_display = ("started_at", "provider", "method", "url", "status", "outcome", "duration_ms", "error")
    list_filter = ("provider", "outcome", "status")
    search_fields = ("=job_id", "=story_id", "url", "error")
    date_hierarchy = None  # counts every row by day: too slow for a log
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a call."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiCall | None = None) -> bool:
        """Nobody changes a call."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiCall | None = None) -> bool:
        """Nobody deletes a call by hand."""
        return False
