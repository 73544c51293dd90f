"""The notification log: one message to one recipient on one channel, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jobs import mask_email, mask_phone, new_id


class Delivery(models.Model):
    """At most one per thing, template and channel. Written by `notifications.deliveries` alone; states only go forward."""

    class Channel(models.TextChoices):
        """How a message travels."""

        SMS = "sms", "SMS"
        EMAIL = "email", "e-mail"

    class State(models.TextChoices):
        """`sent`: the provider has taken it. `unknown`: nobody can tell whether it has."""

        QUEUED = "queued"
        UNKNOWN = "unknown"
        SENT = "sent"
        DELIVERED = "delivered"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about = models.CharField(max_length=100, help_text="What it tells of, such as appointment:42.")
    template = models.CharField(max_length=50)
    channel = models.CharField(max_length=8, choices=Channel)
    recipient = models.TextField(help_text="E.164, or e-mail addresses separated by commas.")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    provider = models.CharField(max_length=20)
    provider_id = models.CharField(max_length=200, blank=True, db_index=True)
    error_code = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    story_id = models.UUIDField(db_index=True)
    queued_at = models.DateTimeField()
    unknown_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["about", "template", "channel"], name="delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient"], name="delivery_recipient"),
            # Small: only what somebody should look at.
            models.Index(fields=["id"], name="delivery_attention", condition=models.Q(state__in=["failed", "unknown"])),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.template} {self.masked_recipient}"

    @property
    def key(self) -> str:
        """The name under which effects and stories know it."""
        return f"delivery:{self.pk}"

    @property
    def masked_recipient(self) -> str:
        """Whom it goes to, for a screen."""
        if self.channel == self.Channel.SMS:
            return mask_phone(self.recipient)
        return ", ".join(mask_email(address) for address in self.addresses)

    @property
    def addresses(self) -> list[str]:
        """The recipients of an e-mail."""
        return [address.strip() for address in self.recipient.split(",")]
