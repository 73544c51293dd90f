"""Numbers whose owners said STOP, and those who came back."""

from __future__ import annotations

from django.db import models

from jobs import mask_phone


class OptOut(models.Model):
    """What the owner of a number said last. Kept after START as well: an older STOP may still arrive."""

    number = models.CharField(max_length=20, unique=True, help_text="E.164")
    is_active = models.BooleanField("opted out", default=True)
    source = models.CharField(max_length=50, help_text="The word they sent, or the provider's refusal.")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-changed_at",)
        verbose_name = "opt-out"

    def __str__(self) -> str:
        return mask_phone(self.number)
