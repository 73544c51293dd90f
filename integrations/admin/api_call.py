"""The call log in the admin: to be read and searched, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from integrations.admin.read_only import ReadOnlyAdmin
from integrations.models import ApiCall

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[ApiCall]
else:
    ModelAdmin = admin.ModelAdmin  # its type parameter exists in the stubs alone


@admin.register(ApiCall)
class ApiCallAdmin(ReadOnlyAdmin[ApiCall]):
    """Read-only: the HTTP client writes it, retention deletes it."""

    list_display = ("started_at", "provider", "method", "url", "status", "outcome", "duration_ms", "error")
    list_filter = ("provider", "outcome", "status")
    search_fields = ("=job_id", "=story_id", "url", "error")
    date_hierarchy = None  # counts every row by day: too slow for a log
