"""The audit trail in the admin."""

from __future__ import annotations

from django.contrib import admin

from jobs.admin.read_only import ReadOnlyAdmin
from jobs.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin[AuditEntry]):
    """What people did, newest first."""

    list_display = ("at", "username", "action", "target", "detail", "address")
    search_fields = ("=username", "=action", "target")
    list_select_related = False
