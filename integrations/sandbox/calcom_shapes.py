"""Bodies as Cal.com writes them: resources, pages, errors, webhook payloads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from integrations.sandbox.wire import Ask, Reply

HOST = {"id": 5, "name": "Ana Beispiel", "email": "ana@example.com", "username": "ana", "timeZone": "Europe/Berlin"}
GRID = timedelta(minutes=15)
LONGEST_LIST = 31 * 24 * 4
CODES = {
    400: ("BadRequestException", "Bad Request"),
    401: ("UnauthorizedException", "Unauthorized"),
    404: ("NotFoundException", "Not Found"),
    429: ("ThrottlerException", "Too Many Requests"),
    500: ("InternalServerErrorException", "Internal Server Error"),
    503: ("ServiceUnavailableException", "Service Unavailable"),
}


def stamp(moment: datetime) -> str:
    """`2026-12-01T09:30:00.000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def refusal(ask: Ask, status: int, message: str) -> Reply:
    """The error envelope of apps/api/v2/src/filters/http-exception.filter.ts."""
    code, error = CODES[status]
    details: Any = {"message": message, "error": error, "statusCode": status}
    body = {
        "status": "error",
        "timestamp": stamp(datetime.now(UTC)),
        "path": ask.path,
        "error": {"code": code, "message": message, "details": message if status == 429 else details},
    }
    return Reply(status, body)


def booking_resource(wish: dict[str, Any], number: int, uid: str, start: datetime, end: datetime) -> dict[str, Any]:
    """A booking as POST and GET /v2/bookings show it (version 2024-08-13)."""
    attendee, now = wish["attendee"], stamp(datetime.now(UTC))
    email = attendee.get("email") or f"{attendee.get('phoneNumber', 'guest')}@sms.cal.com"
    shown = {"name": attendee["name"], "email": email, "displayEmail": email, "timeZone": attendee["timeZone"]}
    if phone := attendee.get("phoneNumber"):
        shown["phoneNumber"] = phone
    return {
        "id": number,
        "uid": uid,
        "title": f"Appointment between {HOST['name']} and {attendee['name']}",
        "description": "",
        "hosts": [{**HOST, "displayEmail": HOST["email"]}],
        "status": "accepted",
        "start": stamp(start),
        "end": stamp(end),
        "duration": int((end - start).total_seconds() // 60),
        "eventTypeId": int(wish["eventTypeId"]),
        "eventType": {"id": int(wish["eventTypeId"]), "slug": "appointment"},
        "location": "integrations:daily",
        "absentHost": False,
        "createdAt": now,
        "updatedAt": now,
        "metadata": wish.get("metadata") or {},
        "attendees": [{**shown, "language": attendee.get("language", "en"), "absent": False}],
        "bookingFieldsResponses": {"name": attendee["name"], "email": email, **wish.get("bookingFieldsResponses", {})},
    }


def envelope(found: list[dict[str, Any]], take: int, skip: int) -> dict[str, Any]:
    """One page of a list with its pagination block."""
    take = max(1, min(take, 250))
    page = found[skip : skip + take]
    left = max(len(found) - skip - len(page), 0)
    return {
        "status": "success",
        "data": page,
        "pagination": {
            "totalItems": len(found),
            "remainingItems": left,
            "returnedItems": len(page),
            "itemsPerPage": take,
            "currentPage": skip // take + 1,
            "totalPages": -(-len(found) // take),
            "hasNextPage": left > 0,
            "hasPreviousPage": skip > 0,
        },
    }


def slots_by_day(
    start: datetime, end: datetime, zone: ZoneInfo, is_free: Callable[[datetime], bool]
) -> dict[str, list[dict[str, str]]]:
    """Free times on a grid of quarter hours, by local date."""
    days: dict[str, list[dict[str, str]]] = {}
    past = (start - datetime.min.replace(tzinfo=UTC)) % GRID
    at = start + (GRID - past if past else timedelta())
    for _ in range(LONGEST_LIST):
        if at >= end:
            break
        if is_free(at):
            local = at.astimezone(zone)
            days.setdefault(local.date().isoformat(), []).append({"start": local.isoformat(timespec="milliseconds")})
        at += GRID
    return days


def webhook_payload(trigger: str, booking: dict[str, Any]) -> dict[str, Any]:
    """A webhook body (version 2021-10-20) about a booking."""
    attendee = booking["attendees"][0]
    person = {"language": {"locale": attendee["language"]}, "phoneNumber": attendee.get("phoneNumber")}
    payload = {
        "type": booking["eventType"]["slug"],
        "title": booking["title"],
        "description": "",
        "additionalNotes": "",
        "startTime": booking["start"],
        "endTime": booking["end"],
        "uid": booking["uid"],
        "bookingId": booking["id"],
        "iCalUID": f"{booking['uid']}@Cal.com",
        "iCalSequence": 0,
        "status": "ACCEPTED",
        "organizer": {**HOST, "language": {"locale": "en"}, "utcOffset": 60},
        "attendees": [{**{k: attendee[k] for k in ("name", "email", "timeZone")}, **person}],
        "responses": {k: {"label": k, "value": attendee[k], "isHidden": False} for k in ("name", "email")},
        "userFieldsResponses": {},
        "location": booking["location"],
        "requiresConfirmation": False,
        "eventTypeId": booking["eventTypeId"],
        "eventTitle": "Appointment",
        "length": booking["duration"],
        "price": 0,
        "currency": "usd",
        "metadata": booking["metadata"],
    }
    return {"triggerEvent": trigger, "createdAt": stamp(datetime.now(UTC)), "payload": payload}
