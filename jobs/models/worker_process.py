"""Processes that serve queues: who lives, where, since when, and what it serves."""

from __future__ import annotations

from django.db import models


class WorkerProcess(models.Model):
    """A worker or scheduler. `machine` and `pid` with `pid_started` let a neighbour tell for certain that it is gone."""

    class Kind(models.TextChoices):
        WORKER = "worker"
        SCHEDULER = "scheduler"

    name = models.CharField(max_length=100, primary_key=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    host = models.CharField(max_length=200)
    machine = models.CharField(max_length=100, help_text="Boot id and pid namespace.")
    pid = models.PositiveIntegerField()
    pid_started = models.BigIntegerField(help_text="Clock ticks since boot.")
    queues = models.CharField(max_length=500, help_text="Comma list, in order.")
    adopted = models.CharField(max_length=500, blank=True, default="", help_text="Orphan queues, comma list.")
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "worker processes"

    def __str__(self) -> str:
        return self.name
