"""The effect ledger: what was done at a provider, so that it is done once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Effect(models.Model):
    """One side effect outside. `key` names the business object and the verb (`appointment:42:book`), never the job.

    started: committed before the call; whoever finds it later waits until `wait_until`, then looks at the provider.
    done: happened, `result` is what it gave. refused: certainly did not happen, may be tried again at once.
    unknown: nobody can tell, a person decides.
    """

    class State(models.TextChoices):
        STARTED = "started"
        DONE = "done"
        REFUSED = "refused"
        UNKNOWN = "unknown"

    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STARTED)
    token = models.UUIDField(help_text="Of the call that may write the outcome.")
    calls = models.PositiveIntegerField(default=1, help_text="How often the provider was called for it.")
    result = models.TextField(blank=True, default="", help_text="JSON.")
    error = models.CharField(max_length=1000, blank=True, default="", help_text="Redacted.")
    job_id = models.UUIDField(null=True, blank=True)
    story_id = models.UUIDField(null=True, blank=True, db_index=True)
    started_at = models.DateTimeField()
    wait_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["started_at"], condition=models.Q(state="unknown"), name="jobs_effect_unknown"),
        ]
        permissions: ClassVar = [("settle_effect", "Can decide whether an unknown effect happened")]

    def __str__(self) -> str:
        return self.key
