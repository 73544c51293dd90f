"""A finished phone call, and what became of the appointment it asked for."""

from __future__ import annotations

from django.db import models

from integrations.models.company import Company
from integrations.models.customer import Customer
from jobs import mask_phone


class Call(models.Model):
    """One row per call, however many events tell of it.

    `request` holds the first complete appointment request as it was read (see `reception.request.Request`), `None`
    until there is one.
    """

    class Booking(models.TextChoices):
        """Where the appointment request of a call stands."""

        NONE = "none", "no request"
        REQUESTED = "requested"
        BOOKED = "booked"
        NEEDS_REVIEW = "needs_review"

    call_id = models.CharField(max_length=200, unique=True, help_text="Retell's name of the call.")
    agent_id = models.CharField(max_length=200, blank=True)
    company = models.ForeignKey(Company, null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    customer = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls")
    customer_phone = models.CharField(max_length=20, blank=True, help_text="The customer's side, E.164.")
    from_number = models.CharField(max_length=100, blank=True)
    to_number = models.CharField(max_length=100, blank=True)
    direction = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=40, blank=True)
    disconnection_reason = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(blank=True)
    transcript = models.TextField(blank=True)
    request = models.JSONField(null=True, blank=True)
    request_denied = models.BooleanField(default=False, help_text="An event says that no appointment was asked for.")
    booking_state = models.CharField(max_length=16, choices=Booking, default=Booking.NONE)
    review_reason = models.TextField(blank=True, help_text="Why a person has to look at it.")
    is_flagged = models.BooleanField("flagged", default=False, help_text="Its events disagree about the request.")
    flag_reason = models.TextField(blank=True)
    story_id = models.UUIDField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["customer_phone"], name="call_phone", condition=~models.Q(customer_phone="")),
            models.Index(
                fields=["id"],
                name="call_attention",
                condition=models.Q(booking_state="needs_review") | models.Q(is_flagged=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.call_id} {self.masked_caller}".strip()

    @property
    def masked_caller(self) -> str:
        """The customer's side for a screen."""
        number = self.customer_phone or (self.to_number if self.direction == "outbound" else self.from_number)
        return mask_phone(number) if number else ""
