"""Shapes of Cal.com's API v2 (bookings 2024-08-13, slots 2024-09-04), as far as we read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import AliasPath, AwareDatetime, BaseModel, ConfigDict, Field

EFFECT_KEY = "effect"
"""The metadata key that carries our effect key into the booking and back."""


class Booking(BaseModel):
    """A booking at Cal.com. `status`: accepted, pending, cancelled or rejected today; unknown words do not fail."""

    model_config = ConfigDict(frozen=True)

    uid: str
    status: str
    start: AwareDatetime
    end: AwareDatetime
    event_type_id: int | None = Field(None, validation_alias="eventTypeId")
    metadata: dict[str, Any] | None = None

    @property
    def effect_key(self) -> str | None:
        """Our key of the effect that made this booking; None for a booking made elsewhere."""
        value = (self.metadata or {}).get(EFFECT_KEY)
        return value if isinstance(value, str) else None


class Slot(BaseModel):
    """A bookable time."""

    model_config = ConfigDict(frozen=True)

    start: AwareDatetime


class BookingAnswer(BaseModel):
    """Answer of create and get."""

    data: Booking


class BookingPage(BaseModel):
    """One page of the list."""

    data: list[Booking]
    has_next: bool = Field(validation_alias=AliasPath("pagination", "hasNextPage"))


class SlotsAnswer(BaseModel):
    """Slots by local date; `{}` when there are none."""

    data: dict[str, list[Slot]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBooking:
    """A wish for a booking. `time_zone` is an IANA name; `effect_key` names our effect and travels in the metadata."""

    event_type_id: int
    start: datetime
    name: str
    time_zone: str
    effect_key: str
    email: str = ""
    phone: str = ""
    language: str = ""
    notes: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
