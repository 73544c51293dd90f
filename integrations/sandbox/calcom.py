"""Stand-in for Cal.com's API v2: slots, and bookings created, read and listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from threading import Lock
from zoneinfo import ZoneInfo

from integrations.sandbox.calcom_shapes import booking_resource, envelope, refusal, slots_by_day
from integrations.sandbox.callbacks import Callbacks
from integrations.sandbox.effects import EffectLog
from integrations.sandbox.wire import Ask, Effect, Reply

VERSIONS = {"/v2/bookings": "2024-08-13", "/v2/slots": "2024-09-04"}
TAKEN = "User either already has booking at this time or is not available"
FIRST_ID = 91


@dataclass(frozen=True, slots=True)
class CalcomOptions:
    """`seats`: bookings that fit in one time (0: any number). `api_key` empty: any key is accepted."""

    api_key: str = ""
    seats: int = 1
    minutes: int = 30


class Calcom:
    """One account whose event types, whatever their id, are open around the clock."""

    name = "calcom"
    prefix = "/v2/"

    def __init__(self, log: EffectLog, callbacks: Callbacks, options: CalcomOptions) -> None:
        self._log = log
        self._callbacks = callbacks
        self._options = options
        self._lock = Lock()
        self._bookings = [line["record"] for line in log.lines("booking", self.name)]

    def answer(self, ask: Ask) -> Reply | Effect:
        """Routes in Nest's order: key, version, then the request itself."""
        if (refused := self._guard(ask)) is not None:
            return refused
        routes: dict[tuple[str, str], Callable[[Ask], Reply | Effect]] = {
            ("GET", "/v2/slots"): self._slots,
            ("POST", "/v2/bookings"): self._wish,
            ("GET", "/v2/bookings"): self._list,
        }
        if (route := routes.get((ask.method, ask.path))) is not None:
            return route(ask)
        if ask.path.startswith("/v2/bookings/") and ask.method == "GET":
            return self._get(ask)
        return refusal(ask, 404, f"Cannot {ask.method} {ask.path}")

    def error(self, status: int, ask: Ask) -> Reply:
        """Cal.com's error envelope; 429 as its limiter answers."""
        if status == 429:
            return refusal(ask, 429, "ThrottlerException: Too Many Requests")
        return refusal(ask, status, "Internal server error")

    def _guard(self, ask: Ask) -> Reply | None:
        key = ask.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if not key or self._options.api_key not in {"", key}:
            return refusal(ask, 401, "Invalid API Key")
        version = next((wanted for path, wanted in VERSIONS.items() if ask.path.startswith(path)), None)
        if version and ask.headers.get("cal-api-version") != version:
            return refusal(ask, 400, f"cal-api-version must be {version}: an older version of this endpoint answers")
        return None

    def _slots(self, ask: Ask) -> Reply:
        try:
            start, end = _moment(ask.query["start"]), _moment(ask.query["end"])
            event_type, zone = int(ask.query["eventTypeId"]), ZoneInfo(ask.query.get("timeZone", "UTC"))
        except (KeyError, ValueError) as error:
            return refusal(ask, 400, f"start, end, eventTypeId, timeZone: {error}")
        length = timedelta(minutes=self._options.minutes)
        with self._lock:
            taken = self._taken(event_type)
        earliest = max(start, datetime.now(UTC))
        free = slots_by_day(earliest, end, zone, lambda at: self._fits(taken, at, at + length))
        return Reply(200, {"status": "success", "data": free})

    def _wish(self, ask: Ask) -> Reply | Effect:
        wish = ask.json()
        try:
            start, attendee = _moment(wish["start"]), wish["attendee"]
            int(wish["eventTypeId"])
            name, _ = attendee["name"], ZoneInfo(attendee["timeZone"])
        except (KeyError, ValueError, TypeError) as error:
            return refusal(ask, 400, f"start, eventTypeId and attendee with name and timeZone are required: {error}")
        if start <= datetime.now(UTC):
            return refusal(ask, 400, "Attempting to book a meeting in the past.")
        key = str((wish.get("metadata") or {}).get("effect") or f"{name}@{wish['start']}")
        return Effect(key, lambda: self._book(ask, key, start))

    def _book(self, ask: Ask, key: str, start: datetime) -> Reply:
        wish = ask.json()
        end = start + timedelta(minutes=int(wish.get("lengthInMinutes") or self._options.minutes))
        with self._lock:
            if not self._fits(self._taken(int(wish["eventTypeId"])), start, end):
                self._log.append(provider=self.name, kind="refused", key=key, id="", record={"start": wish["start"]})
                return refusal(ask, 400, TAKEN)
            booking = booking_resource(wish, FIRST_ID + len(self._bookings), token_urlsafe(16), start, end)
            self._log.append(provider=self.name, kind="booking", key=key, id=booking["uid"], record=booking)
            self._bookings.append(booking)
        self._callbacks.calcom("BOOKING_CREATED", booking)
        return Reply(201, {"status": "success", "data": booking})

    def _taken(self, event_type: int) -> list[tuple[datetime, datetime]]:
        return [(_moment(b["start"]), _moment(b["end"])) for b in self._bookings if b["eventTypeId"] == event_type]

    def _fits(self, taken: list[tuple[datetime, datetime]], start: datetime, end: datetime) -> bool:
        overlapping = sum(1 for begins, ends in taken if begins < end and start < ends)
        return not self._options.seats or overlapping < self._options.seats

    def _list(self, ask: Ask) -> Reply:
        query = ask.query
        with self._lock:
            found = list(self._bookings)
        if "eventTypeId" in query:
            found = [b for b in found if str(b["eventTypeId"]) == query["eventTypeId"]]
        if "afterStart" in query:
            found = [b for b in found if _moment(b["start"]) > _moment(query["afterStart"])]
        if "beforeEnd" in query:
            found = [b for b in found if _moment(b["end"]) < _moment(query["beforeEnd"])]
        if "attendeeEmail" in query:
            found = [b for b in found if query["attendeeEmail"] in {a["email"] for a in b["attendees"]}]
        found.sort(key=lambda b: b["start"], reverse=query.get("sortStart") == "desc")
        return Reply(200, envelope(found, int(query.get("take", "100")), int(query.get("skip", "0"))))

    def _get(self, ask: Ask) -> Reply:
        uid = ask.path.removeprefix("/v2/bookings/")
        with self._lock:
            found = next((b for b in self._bookings if b["uid"] == uid), None)
        if found is None:
            return refusal(ask, 404, f"Booking with uid={uid} was not found in the database")
        return Reply(200, {"status": "success", "data": found})


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
