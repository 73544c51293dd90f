"""The engine's tables in Django's admin: one module per table, to be read; decisions are actions."""

from __future__ import annotations

from jobs.admin import attempt, audit_entry, effect, failed_job, job, small_tables

__all__ = ["attempt", "audit_entry", "effect", "failed_job", "job", "small_tables"]
