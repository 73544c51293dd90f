"""Cal.com API v2: free slots, and bookings created, read and found again by our own key.

There is no idempotency key for POST /v2/bookings: after an ambiguous failure, `find_booking` decides.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.utils import timezone

from integrations.http import ApiClient, AuthError, Permanent, ProviderError, Request, Response, parse_reset
from integrations.providers.calcom.errors import SlotTaken, is_slot_taken
from integrations.providers.calcom.schemas import (
    EFFECT_KEY,
    Booking,
    BookingAnswer,
    BookingPage,
    NewBooking,
    Slot,
    SlotsAnswer,
)
from jobs import CannotTell

BOOKINGS_VERSION = "2024-08-13"
SLOTS_VERSION = "2024-09-04"
ALL_STATUSES = "upcoming,recurring,past,cancelled,unconfirmed"
PAGE = 100
MAX_PAGES = 20
LONGEST_BOOKING = timedelta(hours=24)
BLOCK_SECONDS = 60.0  # how long Cal.com's limiter blocks a key, when the headers do not say


class CalcomClient(ApiClient):
    """One Cal.com account."""

    provider = "calcom"

    def __init__(self, base_url: str, *, api_key: str, **limits: Any) -> None:
        super().__init__(base_url, **limits)
        self._api_key = api_key

    @classmethod
    def from_settings(cls) -> Self:
        """The client of `settings.PROVIDERS["calcom"]`."""
        provider = settings.PROVIDERS["calcom"]
        return cls(provider["base_url"], api_key=provider["api_key"])

    def headers(self) -> dict[str, str]:
        """Bearer authentication. Without a key nothing is sent."""
        if not self._api_key:
            raise AuthError("CALCOM_API_KEY is not set", provider=self.provider)
        return {"Authorization": f"Bearer {self._api_key}"}

    def slots(self, *, event_type_id: int, start: datetime, end: datetime, time_zone: str = "UTC") -> list[Slot]:
        """Bookable times between `start` and `end`, ascending; an empty list when there are none."""
        query = {"eventTypeId": str(event_type_id), "start": _utc(start), "end": _utc(end), "timeZone": time_zone}
        request = Request("GET", "/v2/slots", query=query, headers={"cal-api-version": SLOTS_VERSION})
        days = self.send(request, SlotsAnswer).data
        return sorted((slot for slots in days.values() for slot in slots), key=lambda slot: slot.start)

    def create_booking(self, wish: NewBooking) -> Booking:
        """Book. Raises `SlotTaken` when the time cannot be had, else as `ApiClient.send`."""
        request = Request("POST", "/v2/bookings", json=_body(wish), headers={"cal-api-version": BOOKINGS_VERSION})
        return self.send(request, BookingAnswer).data

    def get_booking(self, uid: str) -> Booking | None:
        """The booking of that uid, or None when Cal.com does not know it."""
        headers = {"cal-api-version": BOOKINGS_VERSION}
        request = Request("GET", "/v2/bookings/{uid}", path={"uid": uid}, headers=headers)
        try:
            return self.send(request, BookingAnswer).data
        except Permanent as error:
            if error.status == 404:
                return None
            raise

    def find_booking(self, effect_key: str, *, start: datetime, event_type_id: int) -> Booking | None:
        """The booking that carries our `effect_key`, in whatever status; None means certainly absent.

        `start` is the booked time: only bookings around it are read. Raises `CannotTell` when they do not end within
        `MAX_PAGES` pages, because then nothing is certain.
        """
        for page in range(MAX_PAGES):
            answer = self.send(_list_request(start, event_type_id, page), BookingPage)
            for booking in answer.data:
                if booking.effect_key == effect_key:
                    return booking
            if not answer.has_next:
                return None
        raise CannotTell(f"more than {MAX_PAGES} pages of bookings around {_utc(start)}")

    def error_of(self, request: Request, response: Response) -> ProviderError:
        """A slot that is gone is told apart from a request that is wrong."""
        code, message = self.code_of(response), self.message_of(response)
        if request.template == "/v2/bookings" and is_slot_taken(response.status, f"{code} {message}"):
            return SlotTaken(message, provider=self.provider, status=response.status, code=code)
        return super().error_of(request, response)

    def wait_of(self, response: Response) -> float | None:
        """Cal.com sends no Retry-After but X-RateLimit-Reset-<name of the limit>; its documentation and its source
        disagree whether that is a number of seconds or a Unix timestamp."""
        if response.status != 429:
            return super().wait_of(response)
        now = timezone.now()
        resets = [
            wait
            for name, value in response.headers.items()
            if re.match(r"x-ratelimit-reset(-|$)", name) and (wait := parse_reset(value, now=now)) is not None
        ]
        return max(resets, default=None) or super().wait_of(response) or BLOCK_SECONDS

    def message_of(self, response: Response) -> str:
        """`error.message` of the error envelope."""
        return str(_error(response).get("message") or super().message_of(response))[:300]

    def code_of(self, response: Response) -> str:
        """`error.code`: the name of the exception in Cal.com's code."""
        return str(_error(response).get("code") or super().code_of(response))[:80]


def _error(response: Response) -> dict[str, Any]:
    try:
        error = response.json()["error"]
    except (ValueError, TypeError, KeyError):
        return {}
    return error if isinstance(error, dict) else {}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _body(wish: NewBooking) -> dict[str, Any]:
    attendee = {
        "name": wish.name,
        "timeZone": wish.time_zone,
        "email": wish.email,
        "phoneNumber": wish.phone,
        "language": wish.language,
    }
    body: dict[str, Any] = {
        "start": _utc(wish.start),
        "eventTypeId": wish.event_type_id,
        "attendee": {name: value for name, value in attendee.items() if value},
        "metadata": {**wish.metadata, EFFECT_KEY: wish.effect_key},
    }
    if wish.notes:
        body["bookingFieldsResponses"] = {"notes": wish.notes}
    return body


def _list_request(start: datetime, event_type_id: int, page: int) -> Request:
    query = {
        "status": ALL_STATUSES,
        "eventTypeId": str(event_type_id),
        # Both bounds are exclusive, and a booking is as long as its event type.
        "afterStart": _utc(start - timedelta(minutes=1)),
        "beforeEnd": _utc(start + LONGEST_BOOKING + timedelta(minutes=1)),
        "take": str(PAGE),
        "skip": str(page * PAGE),
        "sortStart": "asc",
    }
    return Request("GET", "/v2/bookings", query=query, headers={"cal-api-version": BOOKINGS_VERSION})
