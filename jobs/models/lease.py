"""Named leases in the database: one process at a time does what a name stands for."""

from __future__ import annotations

from django.db import models


class Lease(models.Model):
    """Held by `owner` until `until` (the database's clock); taken over with one conditional update."""

    name = models.CharField(max_length=50, primary_key=True)
    owner = models.CharField(max_length=100)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.owner}"
