"""One execution of a job: kept whatever became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jobs.definition.states import Ending

ENDINGS = [(ending.value, ending.value.capitalize()) for ending in Ending]


class Attempt(models.Model):
    """Numbered from 1 within its job; written when it ends (a running one stands on the job's row)."""

    # No constraint in the database: its trigger would lock and read the job's row once more for every attempt, and
    # the one writer of attempts writes them in the statement that ends the job.
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.CASCADE, related_name="attempts", db_index=False, db_constraint=False
    )
    number = models.PositiveIntegerField()
    fence = models.BigIntegerField()
    outcome = models.CharField(max_length=11, choices=ENDINGS)
    worker = models.CharField(max_length=100)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    error_type = models.CharField(max_length=200, blank=True, default="")
    error = models.CharField(max_length=1000, blank=True, default="", help_text="Redacted.")
    traceback = models.TextField(blank=True, default="", help_text="Redacted, at most 16 KiB.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "number"], name="jobs_attempt_number"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.job_id}"
