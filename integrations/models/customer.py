"""Who calls: one person per phone number and company."""

from __future__ import annotations

from django.db import models

from integrations.models.company import Company
from jobs import mask_phone


class Customer(models.Model):
    """What the latest call said about the person behind a number. Who an appointment is for stands on the appointment."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="customers")
    phone = models.CharField(max_length=20, help_text="E.164")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True, db_index=True)
    called_at = models.DateTimeField(
        null=True, help_text="End of the latest call that said something about the person."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            # The number first: the same index finds a person by the number alone.
            models.UniqueConstraint(fields=["phone", "company"], name="customer_once"),
        )

    def __str__(self) -> str:
        return mask_phone(self.phone)
