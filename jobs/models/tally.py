"""Counts that outlive the rows they count."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How many rows of a kind were pruned, so that totals never go down."""

    name = models.CharField(max_length=50, primary_key=True)
    total = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.name}: {self.total}"
