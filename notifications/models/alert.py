"""What operations are told about: one row per task and error that kills jobs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Alert(models.Model):
    """Deaths of one task by one error. `untold` counts those since the last message."""

    task = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    error = models.TextField(blank=True, help_text="Of the latest death, redacted.")
    untold = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    recent = models.JSONField(default=list, help_text="Jobs that counted a death last: a repeated one counts once.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text="Of the last message; the next one is due ten minutes later.")

    class Meta:
        ordering: ClassVar = ["-last_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "fingerprint"], name="alert_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.total} dead"
