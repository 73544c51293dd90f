"""Inbound events as they came, and a count of those that were turned away."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jobs import new_id

MAX_EXTERNAL_ID = 200
MAX_EVENT_TYPE = 80


class WebhookEvent(models.Model):
    """One event of a provider, stored once under the name the provider gave it. Never changed but for its state."""

    class State(models.TextChoices):
        ACCEPTED = "accepted"  # its job is enqueued
        WAITING = "waiting"  # kept until a room processes such events
        IGNORED = "ignored"
        UNKNOWN = "unknown", "unknown type"
        PROCESSED = "processed"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=32)
    external_id = models.CharField(max_length=MAX_EXTERNAL_ID)
    event_type = models.CharField(max_length=MAX_EVENT_TYPE)
    state = models.CharField(max_length=16, choices=State, default=State.ACCEPTED)
    error = models.TextField(blank=True)
    story_id = models.UUIDField(db_index=True)
    method = models.CharField(max_length=8)
    query_string = models.TextField(blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    body_sha256 = models.CharField(max_length=64)
    remote_address = models.GenericIPAddressField(null=True, blank=True)
    duplicates = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0, help_text="Repetitions under the same name with another body.")
    last_conflict_at = models.DateTimeField(null=True, blank=True)
    replays = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        permissions: ClassVar = [("replay_webhookevent", "Can replay webhook event")]
        constraints: ClassVar = [
            # The id first: the same index finds an event by the name alone.
            models.UniqueConstraint(fields=["external_id", "provider"], name="webhookevent_identity"),
        ]
        indexes: ClassVar = [
            # Small: only what somebody should look at.
            models.Index(
                fields=["id"],
                name="webhookevent_attention",
                condition=models.Q(state__in=["failed", "unknown"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.external_id}"


class IntakeCount(models.Model):
    """How many requests of one minute were duplicates, or were rejected and why. Accepted ones are rows themselves.

    `shard` spreads simultaneous writers over several rows; readers sum them.
    """

    provider = models.CharField(max_length=32)
    minute = models.DateTimeField()
    result = models.CharField(max_length=32)
    shard = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minute", "provider", "result", "shard"], name="intakecount_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.result} {self.minute:%H:%M}: {self.n}"
