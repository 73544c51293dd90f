"""Jobs found in Redis that the ledger never wrote: refused, kept for a person."""

from __future__ import annotations

from django.db import models


class ForeignJob(models.Model):
    """What is known about it without importing or unpickling anything."""

    rq_id = models.CharField(max_length=200)
    queue = models.CharField(max_length=64)
    function = models.CharField(max_length=300, blank=True, default="")
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.function or 'unknown function'} ({self.rq_id})"
