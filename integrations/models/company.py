"""Who the calls are for: the tenants and the voice agents that answer for them."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models


def validate_time_zone(name: str) -> None:
    """Raise `ValidationError` unless `name` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(f"{name!r} is not an IANA time zone such as Europe/Berlin")


class Company(models.Model):
    """A tenant. Its time zone says when "half past nine" is; its event type says what is booked at Cal.com."""

    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    calcom_event_type_id = models.PositiveBigIntegerField("Cal.com event type")
    is_active = models.BooleanField("active", default=True, help_text="Calls of an inactive company are not booked.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.time_zone)


class CompanyAgent(models.Model):
    """A voice agent; its id in a call says which company was called."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="agents")
    agent_id = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ("agent_id",)

    def __str__(self) -> str:
        return self.agent_id
