"""An appointment that a call asked for, and its booking at Cal.com."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models

from integrations.models.call import Call
from integrations.models.company import Company
from integrations.models.customer import Customer


class Appointment(models.Model):
    """At most one per call. Keeps its own copy of who, when and where: later changes of the company do not move it."""

    class State(models.TextChoices):
        """Where the booking stands. Only `pending` and `unknown` may still become something else here."""

        PENDING = "pending"
        BOOKED = "booked"
        FAILED = "failed"
        UNKNOWN = "unknown", "nobody can tell"

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="appointment")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="appointments")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="appointments")
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    reason = models.TextField(blank=True, help_text="Why it is not booked.")
    start = models.DateTimeField(db_index=True)
    end = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=64, help_text="In which the customer is told the time.")
    calcom_event_type_id = models.PositiveBigIntegerField("Cal.com event type")
    calcom_uid = models.CharField("Cal.com uid", max_length=100, blank=True, db_index=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, db_index=True)
    phone = models.CharField(max_length=20, blank=True, db_index=True, help_text="E.164")
    notes = models.TextField(blank=True)
    story_id = models.UUIDField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    booked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def key(self) -> str:
        """The name under which effects, deliveries and providers know it."""
        return f"appointment:{self.pk}"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.time_zone)
