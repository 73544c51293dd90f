"""One row per exchange with a provider: what was asked, what came back, how long it took, for which job."""

from __future__ import annotations

from django.db import models


class ApiCall(models.Model):
    """A finished call to a provider. Ids ascend with time. Bodies and headers are redacted and bounded before they are
    stored; `url` is the documented path with its `{names}`, never with the ids in it."""

    class Outcome(models.TextChoices):
        """How the exchange ended, in the words of `integrations.http.errors`."""

        SUCCEEDED = "succeeded"
        TRANSIENT = "transient"
        AMBIGUOUS = "ambiguous", "may have been executed"
        PERMANENT = "permanent"
        AUTH = "auth", "key refused"
        INTERRUPTED = "interrupted"

    provider = models.CharField(max_length=32)
    method = models.CharField(max_length=8)
    url = models.CharField(max_length=200)
    status = models.PositiveSmallIntegerField(null=True, help_text="HTTP status; empty when there was no answer")
    outcome = models.CharField(max_length=16, choices=Outcome)
    error = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    bytes_received = models.PositiveIntegerField(default=0)
    request = models.TextField(blank=True)
    response = models.TextField(blank=True)
    job_id = models.UUIDField(null=True)
    attempt = models.PositiveIntegerField(null=True)
    story_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "API call"
        indexes = (
            models.Index(fields=["story_id"], name="apicall_story", condition=models.Q(story_id__isnull=False)),
            models.Index(fields=["job_id"], name="apicall_job", condition=models.Q(job_id__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.provider} {self.url}: {self.status or self.outcome}"
