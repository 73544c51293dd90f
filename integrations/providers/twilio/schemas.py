"""Shapes of Twilio's Messages resource (API 2010-04-01), as far as we read them."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict


def _rfc_2822(value: Any) -> datetime | None:
    return parsedate_to_datetime(value) if isinstance(value, str) else value


Moment = Annotated[AwareDatetime, BeforeValidator(_rfc_2822)]


class Message(BaseModel):
    """One message. `status` is queued, accepted, sending, sent, delivered, undelivered, failed, ...; open set."""

    model_config = ConfigDict(frozen=True)

    sid: str
    status: str
    to: str
    body: str | None = None
    date_created: Moment
    error_code: int | None = None


class MessagePage(BaseModel):
    """One page of the list, newest first. `next_page_uri` is relative to the API's host, or None on the last page."""

    messages: list[Message]
    next_page_uri: str | None = None
