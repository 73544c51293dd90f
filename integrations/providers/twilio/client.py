"""Twilio Messaging: send an SMS, and find one that may have been sent.

There is no idempotency key for Messages: after an ambiguous failure, `find_message` decides.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings

from integrations.http import ApiClient, AuthError, ProviderError, Request, Response, Transient
from integrations.providers.twilio.errors import RATE_LIMITED, permanent_class
from integrations.providers.twilio.schemas import Message, MessagePage
from jobs import CannotTell

MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
PAGE = 100
MAX_PAGES = 20
CLOCK_DIFFERENCE = timedelta(minutes=5)
AUTHENTICATE = 20003


class TwilioClient(ApiClient):
    """One Twilio account and one sender number. Status callbacks go to `public_url`."""

    provider = "twilio"

    def __init__(
        self, base_url: str, *, account_sid: str, auth_token: str, sender: str, public_url: str, **limits: Any
    ) -> None:
        super().__init__(base_url, **limits)
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._sender = sender
        self._public_url = public_url.rstrip("/")

    @classmethod
    def from_settings(cls) -> Self:
        """The client of `settings.PROVIDERS["twilio"]`."""
        provider = settings.PROVIDERS["twilio"]
        return cls(
            provider["base_url"],
            account_sid=provider["account"],
            auth_token=provider["api_key"],
            sender=provider["sender"],
            public_url=settings.PUBLIC_URL,
        )

    def headers(self) -> dict[str, str]:
        """HTTP Basic with account and token. Without them nothing is sent."""
        if not (self._account_sid and self._auth_token):
            raise AuthError("TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set", provider=self.provider)
        pair = f"{self._account_sid}:{self._auth_token}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}

    def send_message(self, *, to: str, body: str, delivery_id: str) -> Message:
        """Send `body` to the E.164 number `to`. The callback URL carries `delivery_id`, so that a status callback
        finds its delivery even when this answer is lost."""
        callback = f"{self._public_url}/webhooks/twilio/?{urlencode({'delivery': delivery_id})}"
        form = {"To": to, "From": self._sender, "Body": body, "StatusCallback": callback}
        return self.send(Request("POST", MESSAGES, path=self._path, form=form), Message)

    def find_message(
        self, *, to: str, body: str, since: datetime, not_these: Collection[str] = frozenset()
    ) -> Message | None:
        """The message with this text sent to `to` after `since`; None means certainly absent.

        `not_these`: sids that belong to other deliveries of the same text. Not filtered by DateSent: Twilio sets that
        date only when a message leaves its queue, so the filter would hide the very message we look for. Raises
        `CannotTell` when the messages do not end within `MAX_PAGES` pages.
        """
        oldest = since - CLOCK_DIFFERENCE
        query = {"To": to, "From": self._sender, "PageSize": str(PAGE)}
        for _ in range(MAX_PAGES):
            page = self.send(Request("GET", MESSAGES, path=self._path, query=query), MessagePage)
            recent = [message for message in page.messages if message.date_created >= oldest]
            for message in recent:
                if message.sid not in not_these and (message.body or "").strip() == body.strip():
                    return message
            if not recent or not page.next_page_uri:
                return None
            # Only its query is followed: our credentials go to the configured host and path and nowhere else.
            query = dict(parse_qsl(urlsplit(page.next_page_uri).query))
        raise CannotTell(f"more than {MAX_PAGES} pages of messages to one number")

    def error_of(self, request: Request, response: Response) -> ProviderError:
        """By Twilio's own code first: 20429 was never processed, 20003 is our key, others by table."""
        code = _int(self.code_of(response))
        message = self.message_of(response)
        if code == RATE_LIMITED:
            wait = self.wait_of(response)
            return Transient(message, provider=self.provider, status=response.status, retry_after=wait)
        if code == AUTHENTICATE:
            return AuthError(message, provider=self.provider, status=response.status)
        if (kind := permanent_class(code)) is not None:
            return kind(message, provider=self.provider, status=response.status, code=str(code))
        return super().error_of(request, response)

    def message_of(self, response: Response) -> str:
        """Twilio's `message`."""
        return str(_error(response).get("message") or super().message_of(response))[:300]

    def code_of(self, response: Response) -> str:
        """Twilio's `code`."""
        return str(_error(response).get("code") or super().code_of(response))[:20]

    @property
    def _path(self) -> dict[str, str]:
        return {"AccountSid": self._account_sid}


def _error(response: Response) -> dict[str, Any]:
    try:
        error = response.json()
    except ValueError:
        return {}
    return error if isinstance(error, dict) else {}


def _int(code: str) -> int:
    return int(code) if code.isdecimal() else 0
