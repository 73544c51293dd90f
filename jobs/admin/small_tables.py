"""The tables that stay small, and story keys: to look something up when things are strange."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from jobs.admin.read_only import ReadOnlyAdmin, console_link
from jobs.models import ForeignJob, Lease, StoryKey, Tally, WorkerProcess


@admin.register(WorkerProcess)
class WorkerProcessAdmin(ReadOnlyAdmin[WorkerProcess]):
    """Who serves what, and when it was last heard of."""

    list_display = ("name", "kind", "host", "pid", "queues", "adopted", "started_at", "beat_at")
    list_filter = ("kind",)
    search_fields = ("name", "host")
    ordering = ("-beat_at",)


@admin.register(Lease)
class LeaseAdmin(ReadOnlyAdmin[Lease]):
    """Which process does what only one may do."""

    list_display = ("name", "owner", "until")
    ordering = ("name",)


@admin.register(StoryKey)
class StoryKeyAdmin(ReadOnlyAdmin[StoryKey]):
    """The names under which stories are found."""

    list_display = ("key", "story_page")
    search_fields = ("=key",)
    search_help_text = "The whole key, like retell:call_9f2."
    ordering = ("-key",)

    @admin.display(description="story")
    def story_page(self, key: StoryKey) -> SafeString | str:
        return console_link("story", key.story_id, str(key.story_id))


@admin.register(ForeignJob)
class ForeignJobAdmin(ReadOnlyAdmin[ForeignJob]):
    """Jobs in Redis that the ledger never wrote: refused."""

    list_display = ("found_at", "queue", "function", "rq_id")
    search_fields = ("=rq_id", "function")
    ordering = ("-id",)


@admin.register(Tally)
class TallyAdmin(ReadOnlyAdmin[Tally]):
    """Counts that outlive the rows they count."""

    list_display = ("name", "total")
    ordering = ("name",)
