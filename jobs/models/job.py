"""The ledger's main table: one row per job, the truth about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jobs.definition.states import State
from jobs.ids import new_id

STATES = [(state.value, state.value.capitalize()) for state in State]


class Job(models.Model):
    """One enqueued instance of a task.

    Neither `state` nor the lease stands in an index or in an index's condition: claiming a job then rewrites no index.
    `finished_at`, `due_at` and `dead_at` are what the partial indexes go by; each changes once in an ordinary life.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.CharField(max_length=200)
    queue = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=STATES, default=State.QUEUED.value)
    reason = models.CharField(max_length=500, blank=True, default="", help_text="Why it is held, dead or cancelled.")
    arguments = models.TextField(default="{}", help_text="JSON, by parameter name.")
    version = models.PositiveIntegerField(default=1, help_text="Of the arguments' meaning.")
    unique_key = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001  NULL keeps it out of the index

    story_id = models.UUIDField()
    parent_id = models.UUIDField(null=True, blank=True, help_text="The job that enqueued it.")
    rerun_of_id = models.UUIDField(null=True, blank=True)

    attempt = models.PositiveIntegerField(default=0, help_text="Number of the last attempt; goes on over retries.")
    tries_used = models.PositiveIntegerField(default=0, help_text="Counted attempts of the present budget.")
    releases = models.PositiveIntegerField(default=0)
    strikes = models.PositiveIntegerField(default=0, help_text="Workers that died under it.")

    fence = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=100, blank=True, default="")

    created_at = models.DateTimeField()
    run_at = models.DateTimeField(help_text="Ready since, or ready from.")
    due_at = models.DateTimeField(null=True, blank=True, help_text="Set while it waits for a time.")
    started_at = models.DateTimeField(null=True, blank=True, help_text="Of the last attempt.")
    finished_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    error_type = models.CharField(max_length=200, blank=True, default="")
    error = models.CharField(max_length=1000, blank=True, default="", help_text="Of the last failed attempt, redacted.")
    fingerprint = models.CharField(max_length=32, blank=True, default="", help_text="Same failure, same value.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=models.Q(finished_at__isnull=True, unique_key__isnull=False),
                name="jobs_job_unique_key",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["queue", "run_at"], condition=models.Q(finished_at__isnull=True), name="jobs_job_live"
            ),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="jobs_job_due"),
            models.Index(fields=["dead_at"], condition=models.Q(dead_at__isnull=False), name="jobs_job_dead"),
            models.Index(fields=["strikes"], condition=models.Q(strikes__gte=3), name="jobs_job_strikes"),
            models.Index(fields=["story_id"], name="jobs_job_story"),
        ]
        permissions: ClassVar = [
            ("retry_job", "Can retry a dead job"),
            ("discard_job", "Can discard a dead job"),
            ("cancel_job", "Can cancel a waiting job"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.id}"


class DeadLetters(models.Manager["FailedJob"]):
    """Only jobs that await a decision."""

    def get_queryset(self) -> models.QuerySet[FailedJob]:
        return super().get_queryset().filter(dead_at__isnull=False)


class FailedJob(Job):
    """A dead letter: a dead job awaiting a decision."""

    objects: ClassVar[DeadLetters] = DeadLetters()

    class Meta:
        proxy = True
        verbose_name = "failed job"
