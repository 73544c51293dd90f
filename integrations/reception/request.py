"""The appointment request of a call: read from one event, complete or not, and compared with another event's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from integrations.providers.retell.schemas import RetellCall
from integrations.reception.moment import NotATime, instant, wall_time
from integrations.reception.phone import e164

REQUESTED = "appointment_requested"
YES = frozenset({"true", "yes", "1"})
NO = frozenset({"", "false", "no", "0", "none", "null"})
LONGEST = {"customer_name": 200, "customer_email": 254, "notes": 2000}


class Incomplete(ValueError):
    """An appointment is asked for, but the request cannot be used; the message says why, for staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A complete request. `start` is ISO 8601 as it was written, `phone` E.164; e-mail or phone is there, or both."""

    start: str
    name: str
    email: str = ""
    phone: str = ""
    notes: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Self:
        """What `to_json` gave."""
        return cls(**stored)

    def to_json(self) -> dict[str, str]:
        """Plain values to be stored."""
        return asdict(self)

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """The start in UTC. Raises `NotATime`."""
        return instant(wall_time(self.start), zone)

    def differences(self, other: Request, zone: ZoneInfo) -> list[str]:
        """What two events of one call contradict each other about.

        What only one of them knows is no contradiction, and neither are notes: two summaries never read the same.
        """
        found = [] if _same_start(self, other, zone) else ["start"]
        pairs = {
            "name": (self.name, other.name),
            "e-mail": (self.email, other.email),
            "phone": (self.phone, other.phone),
        }
        return found + [what for what, (one, two) in pairs.items() if one and two and _plain(one) != _plain(two)]


def request_fields(call: RetellCall) -> dict[str, Any]:
    """Where the request of an event stands: the analysis if it says anything about one, else the collected variables."""
    analysed = call.call_analysis.custom_analysis_data if call.call_analysis else {}
    return analysed if REQUESTED in analysed else call.collected_dynamic_variables


def is_requested(fields: Mapping[str, Any]) -> bool | None:
    """Whether an appointment is asked for; None when the event does not say. Raises `Incomplete` for nonsense."""
    if REQUESTED not in fields:
        return None
    word = str(fields[REQUESTED]).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Incomplete(f"{REQUESTED} is neither true nor false")


def read_request(fields: Mapping[str, Any], *, caller: str, region: str | None) -> Request:
    """The request in `fields`. caller: E.164 of the customer's side of the call, or "". Raises `Incomplete`."""
    start = fields.get("appointment_start")
    try:
        wall_time(start)
    except NotATime as error:
        raise Incomplete(str(error)) from None
    if not (name := _text(fields, "customer_name")):
        raise Incomplete("customer_name is missing")
    email, phone = _email(fields), _phone(fields, region) or caller
    if not email and not phone:
        raise Incomplete("there is neither an e-mail address nor a phone number")
    return Request(start=str(start).strip(), name=name, email=email, phone=phone, notes=_text(fields, "notes"))


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value) if name == "notes" else " ".join(str(value).split())
    return text.strip()[: LONGEST[name]]


def _email(fields: Mapping[str, Any]) -> str:
    address = _text(fields, "customer_email")
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise Incomplete("customer_email is no e-mail address") from None
    return address


def _phone(fields: Mapping[str, Any], region: str | None) -> str:
    written = str(fields.get("customer_phone") or "").strip()
    number = e164(written, region=region)
    if written and not number:
        raise Incomplete("customer_phone is no phone number")
    return number


def _same_start(one: Request, two: Request, zone: ZoneInfo) -> bool:
    try:
        return one.starts_at(zone) == two.starts_at(zone)
    except NotATime:
        return one.start == two.start


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
